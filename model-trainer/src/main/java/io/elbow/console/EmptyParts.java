// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import io.elbow.config.JoinedText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds lists such as {@code --features cpu,} in which nothing stands where a name should. Picocli drops what is empty
 * at the end of a list, so that a script's {@code --features=cpu,$MORE} would silently do something else than it says.
 */
final class EmptyParts {
    /** Columns that a command joins itself, because a column's name may hold a comma. */
    private static final String KEY = "--key";

    private EmptyParts() {}

    /** Why the values that were given to an option are refused; null: they are not. */
    static String fault(OptionSpec option) {
        return option.originalStringValues().stream()
                .filter(value -> !value.isBlank())
                .flatMap(value -> Stream.ofNullable(fault(option, parts(option, value))))
                .findFirst()
                .orElse(null);
    }

    private static List<String> parts(OptionSpec option, String value) {
        if (option.longestName().equals(KEY)) {
            return JoinedText.COLUMNS.split(value);
        }
        return option.splitRegex().isEmpty() ? List.of(value) : List.of(value.split(option.splitRegex(), -1));
    }

    private static String fault(OptionSpec option, List<String> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isBlank()) {
                String part = option.paramLabel().equals("COL") ? "name" : "value";
                return option.longestName() + ": the " + ordinal(i + 1) + " " + part + " is empty; "
                        + remedy(option, parts);
            }
        }
        return null;
    }

    private static String remedy(OptionSpec option, List<String> parts) {
        List<String> left = parts.stream().filter(part -> !part.isBlank()).toList();
        if (left.isEmpty()) {
            return "give it a value or leave it out";
        }
        return "write "
                + (option.longestName().equals(KEY)
                        ? JoinedText.COLUMNS.join(left)
                        : left.stream().collect(Collectors.joining(",")));
    }

    private static String ordinal(int number) {
        return switch (number) {
            case 1 -> "1st";
            case 2 -> "2nd";
            case 3 -> "3rd";
            default -> number + "th";
        };
    }
}
