// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.List;
import java.util.regex.Pattern;

/** Says why a text column is no feature, and what to do where it holds numbers or times all the same. */
final class TextAdvice {
    private static final Pattern NUMBER_AND_UNIT =
            Pattern.compile("[-+]?[0-9]+([.,][0-9]+)?([eE][-+]?[0-9]+)?\\s*[^0-9\\s.,:/-][^0-9]{0,9}");

    private static final Pattern THOUSANDS = Pattern.compile("[-+]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");

    private static final Pattern DATE =
            Pattern.compile("[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}([ T].*)?|[0-9]{8}T[0-9]{6}.*");

    private TextAdvice() {}

    /** Why it is no feature, for a person. */
    static String of(SampleColumn column) {
        if (column.holdsNumbers()) {
            return "text that holds numbers, such as " + first(column.values())
                    + ": write them without quotes, the job refuses text as a feature";
        }
        String numbers = ofNumbers(column);
        if (numbers != null) {
            return numbers;
        }
        List<String> values = column.values();
        if (all(values, DATE)) {
            return "text that may be a time, such as " + first(values) + ": write ISO-8601, or an epoch number";
        }
        return 2 * column.distinct() <= values.size()
                ? "text of " + column.distinct()
                        + " values: no feature, but part of the key if it says whose record it is"
                : "text";
    }

    /** Whether it holds numbers in a form that is not read as one. */
    static boolean isOfNumbers(SampleColumn column) {
        return !column.holdsNumbers() && ofNumbers(column) != null;
    }

    private static String ofNumbers(SampleColumn column) {
        List<String> values = column.values();
        List<String> others = values.stream()
                .filter(value -> Cells.kind(value) == Cells.Kind.TEXT)
                .toList();
        if (all(others, THOUSANDS)) {
            return "numbers with separators of thousands, such as " + first(others) + ": write them without";
        }
        if (others.stream().allMatch(Cells::hasDecimalComma)) {
            return "numbers with a decimal comma, such as " + first(others) + ": write a point";
        }
        if (all(others, NUMBER_AND_UNIT)) {
            return "numbers with a unit, such as " + first(others) + ": write the number alone";
        }
        return 2 * others.size() <= values.size()
                ? "numbers, but also text such as %s in %d of %d rows: empty these cells, or leave the field out of them"
                        .formatted(first(others), others.size(), values.size())
                : null;
    }

    private static String first(List<String> values) {
        return "'" + Excerpt.of(values.get(0)) + "'";
    }

    private static boolean all(List<String> values, Pattern pattern) {
        return values.stream().allMatch(value -> pattern.matcher(value).matches());
    }
}
