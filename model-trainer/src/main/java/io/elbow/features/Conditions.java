// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.ConditionOptions;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.ConditionOptions.ColumnKind;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Encodes what is known of a record besides its features as numbers: categories in one-hot form, numbers standardised,
 * parts of the local event time as angles. It uses only statistics of the training rows.
 *
 * <p>A value that is missing, that no training row had, or that is not a number where one is needed is <em>unseen</em>:
 * its column's numbers are NaN, and the model fills in its average.
 *
 * @param zone in which the calendar is read
 */
public record Conditions(List<Column> columns, List<CalendarPart> calendar, ZoneId zone) {
    /** The conditions of an unconditional model. */
    public static final Conditions NONE = new Conditions(List.of(), List.of(), ZoneOffset.UTC);

    /** One condition column. */
    public sealed interface Column {
        String name();

        /** Numbers in the column's code. */
        int width();

        /** The option by which the column can be fitted again in the same way. */
        ConditionOptions.Column asOption();

        /** Writes the column's numbers. Returns false, and writes nothing, if the value is unseen. */
        boolean encode(String value, float[] target, int offset);
    }

    /**
     * A column of categories.
     *
     * @param categories of the training rows, sorted
     * @param counts [categories], training rows with each category
     */
    public record Categorical(String name, List<String> categories, List<Long> counts) implements Column {
        public Categorical {
            categories = List.copyOf(categories);
            counts = List.copyOf(counts);
            if (categories.isEmpty() || counts.size() != categories.size()) {
                throw new IllegalArgumentException("as many counts as categories, and at least one, are needed of "
                        + name + " but there were " + counts.size() + " and " + categories.size());
            }
            for (int i = 1; i < categories.size(); i++) {
                if (categories.get(i - 1).compareTo(categories.get(i)) >= 0) {
                    throw new IllegalArgumentException("categories of " + name + " must be sorted and distinct, but "
                            + categories.get(i - 1) + " stands before " + categories.get(i));
                }
            }
        }

        /** Whether a training row had this value. */
        boolean knows(String value) {
            return Collections.binarySearch(categories, ConditionText.category(value)) >= 0;
        }

        @Override
        public ConditionOptions.Column asOption() {
            return new ConditionOptions.Column(name, ColumnKind.CATEGORICAL);
        }

        @Override
        public int width() {
            return categories.size();
        }

        @Override
        public boolean encode(String value, float[] target, int offset) {
            int index = value == null ? -1 : Collections.binarySearch(categories, ConditionText.category(value));
            if (index < 0) {
                return false;
            }
            Arrays.fill(target, offset, offset + width(), 0f);
            target[offset + index] = 1;
            return true;
        }
    }

    /** A column of numbers: (x - mean) / deviation. */
    public record Numeric(String name, double mean, double deviation) implements Column {
        public Numeric {
            if (!Double.isFinite(mean) || !(deviation > 0) || Double.isInfinite(deviation)) {
                throw new IllegalArgumentException("mean and deviation of " + name
                        + " must be finite, the latter positive, but were " + mean + " and " + deviation);
            }
        }

        @Override
        public ConditionOptions.Column asOption() {
            return new ConditionOptions.Column(name, ColumnKind.NUMERIC);
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public boolean encode(String value, float[] target, int offset) {
            double number = value == null ? Double.NaN : ConditionText.number(value);
            if (Double.isNaN(number)) {
                return false;
            }
            double z = (number - mean) / deviation;
            target[offset] = (float) Math.max(-Standardizer.GUARD, Math.min(Standardizer.GUARD, z));
            return true;
        }
    }

    public Conditions {
        columns = List.copyOf(columns);
        calendar = List.copyOf(calendar);
    }

    /** Numbers in an encoded condition. */
    public int dim() {
        return columns.stream().mapToInt(Column::width).sum() + calendar.size() * CalendarCode.WIDTH;
    }

    /** Whether there are no conditions. */
    public boolean isEmpty() {
        return columns.isEmpty() && calendar.isEmpty();
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * Encodes a condition.
     *
     * @param values [columns], as text; null: missing
     * @param target [.., dim()], written from {@code offset}: the columns in their order, then the calendar; NaN for a
     *     value that is unseen
     */
    public void encode(String[] values, long timestampMillis, float[] target, int offset) {
        int at = offset;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (!column.encode(values[i], target, at)) {
                Arrays.fill(target, at, at + column.width(), Float.NaN);
            }
            at += column.width();
        }
        if (calendar.isEmpty()) {
            return;
        }
        ZonedDateTime time = Instant.ofEpochMilli(timestampMillis).atZone(zone);
        for (CalendarPart part : calendar) {
            CalendarCode.encode(part, time, target, at);
            at += CalendarCode.WIDTH;
        }
    }
}
