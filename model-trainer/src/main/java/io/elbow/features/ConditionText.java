// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.regex.Pattern;

/** Interprets the text of a condition. */
final class ConditionText {
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?");
    private static final Pattern WHOLE_WITH_ZEROS = Pattern.compile("^(-?[0-9]+)\\.0+$");

    private ConditionText() {}

    /** The number, or NaN if the text is not a finite number. */
    static double number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Double.NaN;
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : Double.NaN;
    }

    /**
     * The category. 1.0, as some tools write whole numbers, becomes 1; any other text is kept, so that 007 is not 7.
     */
    static String category(String text) {
        return text.endsWith("0") ? WHOLE_WITH_ZEROS.matcher(text).replaceFirst("$1") : text;
    }
}
