// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/** Foreign text made fit for one line of a header or a log. */
final class Excerpt {
    private static final int VALUE_LIMIT = 60;
    private static final int MESSAGE_LIMIT = 300;

    private Excerpt() {}

    /** A field's value, at most 60 characters. */
    static String ofValue(String text) {
        return of(text, VALUE_LIMIT);
    }

    /** A library's message. */
    static String ofMessage(String text) {
        return of(String.valueOf(text), MESSAGE_LIMIT);
    }

    private static String of(String text, int limit) {
        boolean cut = text.length() > limit;
        StringBuilder line = new StringBuilder(cut ? text.substring(0, limit - 1) : text);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                line.setCharAt(i, '?');
            }
        }
        return cut ? line.append('…').toString() : line.toString();
    }
}
