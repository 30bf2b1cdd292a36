// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.List;

/** Shortens foreign text for messages, and puts it on one line. */
final class Excerpt {
    private static final int LONGEST = 60;
    private static final int LONGEST_LINE = 400;
    private static final int NAMES = 5;

    private Excerpt() {}

    /** At most 60 characters of the text, with control characters as '?'. */
    static String of(String text) {
        return cut(text, LONGEST);
    }

    /** The whole message, on one line. */
    static String line(String message) {
        return cut(message, LONGEST_LINE);
    }

    /** At most five of the names, and how many more there are. */
    static String of(List<String> names) {
        String first =
                String.join(", ", names.stream().limit(NAMES).map(Excerpt::of).toList());
        return names.size() > NAMES ? first + " and " + (names.size() - NAMES) + " more" : first;
    }

    private static String cut(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest) + "..." : text;
        StringBuilder line = new StringBuilder(cut.length());
        cut.chars().forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
        return line.toString();
    }
}
