// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Named values for a person, one a line, the values below each other. */
final class AlignedLines {
    private final List<Map.Entry<String, String>> lines = new ArrayList<>();

    AlignedLines add(String name, String value) {
        lines.add(Map.entry(name, value));
        return this;
    }

    void printTo(PrintWriter out) {
        int width =
                lines.stream().mapToInt(line -> line.getKey().length()).max().orElse(0);
        lines.forEach(line ->
                out.println(line.getKey() + " ".repeat(width - line.getKey().length() + 2) + line.getValue()));
    }
}
