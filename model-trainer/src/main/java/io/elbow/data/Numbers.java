// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Writes numbers as text. */
public final class Numbers {
    private static final MathContext NINE_DIGITS = new MathContext(9, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /** Writes at most nine significant digits, readable as a JSON number; NaN and infinities become an empty text. */
    public static String nineDigits(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        BigDecimal rounded = new BigDecimal(value).round(NINE_DIGITS).stripTrailingZeros();
        return Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15 ? rounded.toPlainString() : rounded.toString();
    }
}
