// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.util.Locale;

/** Escapes text for a page, whoever wrote it, and formats figures for people. */
final class Html {
    private static final double TINY = 1e-3;
    private static final double HUGE = 1e5;

    private Html() {}

    /** Escapes foreign text for elements and quoted attributes. */
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

    /**
     * Whether the character may stand in a page. Control characters and halves of surrogate pairs would make it
     * malformed.
     */
    private static boolean isText(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE && c != 0xFFFE && c != 0xFFFF;
    }

    /** The text, cut to at most that many characters and an ellipsis. */
    static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** The value with about three significant digits. */
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

    /** The value with four decimals, for measures between 0 and 1. */
    static String measure(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–";
    }

    /** A whole number with separated thousands. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
