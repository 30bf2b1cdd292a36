// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.util.Locale;

/** Text as it may stand in a page, whoever wrote it, and figures as people read them. */
final class Html {
    private static final double TINY = 1e-3;
    private static final double HUGE = 1e5;

    private Html() {}

    /** Foreign text without meaning of its own, in elements and in quoted attributes. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isText(c) ? c : '?');
            }
        });
        return safe.toString();
    }

    /** Control characters and halves of surrogate pairs would make the page no well-formed text. */
    private static boolean isText(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE && c != 0xFFFE && c != 0xFFFF;
    }

    /** At most so many characters, then an ellipsis. */
    static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** About three significant digits. */
    static String figure(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size < TINY || size >= HUGE) {
            return signed(String.format(Locale.ROOT, "%.2e", value)
                    .replaceFirst("\\.?0*e", "e")
                    .replaceFirst("e([+-])0*", "e$1")
                    .replace("e+", "e"));
        }
        int digits = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return signed(digits == 0 ? text : text.replaceFirst("\\.?0+$", ""));
    }

    private static String signed(String text) {
        return text.replace('-', '−');
    }

    /** Four decimals: measures between 0 and 1. */
    static String measure(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–";
    }

    /** A whole number with its thousands apart. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
