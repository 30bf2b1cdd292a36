// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.Locale;
import java.util.function.Supplier;

/** Finds out what the text of one cell means. It uses no regular expressions, because a table has millions of cells. */
final class Cells {
    private Cells() {}

    /** What a cell holds. */
    enum Kind {
        NUMBER,
        INFINITE,
        MISSING,
        TEXT
    }

    /** Whether the cell stands for a missing value: empty, NaN, NA or null in any case. */
    static boolean isMissing(String cell) {
        String text = cell.strip();
        return switch (text.length()) {
            case 0 -> true;
            case 2 -> text.equalsIgnoreCase("na");
            case 3 -> text.equalsIgnoreCase("nan");
            case 4 -> text.equalsIgnoreCase("null");
            default -> false;
        };
    }

    /** The kind of a cell; slower than {@link #number}. */
    static Kind kind(String cell) {
        if (isMissing(cell)) {
            return Kind.MISSING;
        }
        if (isInfinity(cell)) {
            return Kind.INFINITE;
        }
        double value = numberOrNaN(cell);
        if (Double.isNaN(value)) {
            return Kind.TEXT;
        }
        return Double.isInfinite(value) ? Kind.INFINITE : Kind.NUMBER;
    }

    /** The cell's number, infinite for 1e999; NaN if the cell is not a number. */
    static double numberOrNaN(String cell) {
        if (!looksNumeric(cell)) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The cell's number. Throws the fault if the cell is not a number. */
    static <E extends RuntimeException> double number(String cell, Supplier<E> fault) {
        double value = numberOrNaN(cell);
        if (Double.isNaN(value)) {
            throw fault.get();
        }
        return value;
    }

    /** Whether this is a number that a locale wrote with a decimal comma, such as 1,5. */
    static boolean hasDecimalComma(String cell) {
        int comma = cell.indexOf(',');
        return comma >= 0 && looksNumeric(cell) && !Double.isNaN(numberOrNaN(cell.replace(',', '.')));
    }

    private static boolean isInfinity(String cell) {
        String text = cell.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("-") || text.startsWith("+")) {
            text = text.substring(1);
        }
        return text.equals("inf") || text.equals("infinity");
    }

    /**
     * Whether the text starts and ends like a decimal number. Java reads more as a number than people mean by one: 1d
     * and 2f (as in hexadecimal identifiers), 0x1p3, NaN.
     */
    private static boolean looksNumeric(String cell) {
        int last = cell.length() - 1;
        while (last >= 0 && cell.charAt(last) <= ' ') {
            last--;
        }
        if (last < 0) {
            return false;
        }
        char end = cell.charAt(last);
        return (isDigit(end) || end == '.') && cell.indexOf('x') < 0 && cell.indexOf('X') < 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
