// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named values for a person, one a line, the values below each other. */
final class AlignedLines {
    private final Map<String, String> lines = new LinkedHashMap<>();

    AlignedLines add(String name, String value) {
        lines.put(name, value);
        return this;
    }

    void printTo(PrintWriter out) {
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + value));
    }
}
