// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whose new normal a lasting shift is, where all keys are standardised alike. Where most keys shifted it is
 * that of all: the model learns it, and no key that is there alerts on it. Where few did it is theirs alone: a model
 * that learned it would let it pass in every key. Then each has a {@link KeyShift}.
 *
 * @param keys number of keys that shifted
 * @param ofAll whether their shifts are learned for all keys
 * @param shifts those of single keys: the earlier model's, and the new ones in place of earlier ones of their keys
 * @param replacedFrom of each key whose earlier shift was replaced, since when that one held, ms
 */
public record LearnedShifts(int keys, boolean ofAll, List<KeyShift> shifts, Map<String, Long> replacedFrom) {
    /** The most shifts in a model; the oldest go first. */
    public static final int MOST = 1_000;

    /** Limit on keys times features, for the room they take in an artifact. */
    private static final int MOST_CELLS = 50_000;

    /**
     * A feature shifted if its mean moved by more than so many of the key's own deviations. The mean of a quarter of a
     * day that swings lies up to 1.3 of them beside the day's.
     */
    static final double MOVED = 1.5;

    /** Or if it varies more than so many times as much as before. */
    static final double WIDER = 2;

    /** Rows from before a shift with fewer of which the level of all keys stands for the key's own. */
    static final int LEAST_BEFORE = 10;

    /**
     * One row to learn from.
     *
     * @param values [features], the user's units; NaN: missing
     * @param adopted whether it was anomalous, and is learned because it lasted
     * @param flagged whether the earlier model finds it anomalous now
     */
    public record Row(String key, long timestampMillis, double[] values, boolean adopted, boolean flagged) {}

    public LearnedShifts {
        shifts = List.copyOf(shifts);
        replacedFrom = Map.copyOf(replacedFrom);
    }

    /** Of keys that did not shift since the earlier model. */
    public static LearnedShifts unchanged(List<KeyShift> earlier) {
        return new LearnedShifts(0, false, earlier, Map.of());
    }

    /**
     * Decides.
     *
     * @param rows of all keys, in any order
     * @param earlier the shifts of the earlier model
     * @param global its scaler
     */
    public static LearnedShifts of(List<Row> rows, List<KeyShift> earlier, Standardizer global) {
        KeyShifts before = new KeyShifts(global, earlier);
        Map<String, Long> starts = starts(rows, earlier);
        long keys = rows.stream().map(Row::key).distinct().count();
        boolean ofAll = 2L * starts.size() > keys;
        if (starts.isEmpty() || ofAll) {
            return new LearnedShifts(starts.size(), ofAll, earlier, Map.of());
        }
        Map<String, KeyShift> shifts = new LinkedHashMap<>();
        earlier.forEach(shift -> shifts.put(shift.key(), shift));
        Map<String, Long> replaced = new HashMap<>();
        Map<String, List<Row>> byKey = new HashMap<>();
        for (Row row : rows) {
            if (starts.containsKey(row.key)) {
                byKey.computeIfAbsent(row.key, key -> new ArrayList<>()).add(row);
            }
        }
        starts.forEach((key, from) -> {
            KeyShift old = shifts.put(key, shift(key, from, byKey.get(key), before, global));
            if (old != null) {
                replaced.put(key, old.fromMillis());
            }
        });
        return new LearnedShifts(starts.size(), false, bounded(shifts, global.features()), replaced);
    }

    /** Since when each key that shifted did, ms. What a key did before the shift that a model knows counts no more. */
    private static Map<String, Long> starts(List<Row> rows, List<KeyShift> earlier) {
        Map<String, Long> known = new HashMap<>();
        earlier.forEach(shift -> known.put(shift.key(), shift.fromMillis()));
        Map<String, int[]> counts = new HashMap<>();
        Map<String, Long> starts = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.adopted && row.timestampMillis >= known.getOrDefault(row.key, Long.MIN_VALUE)) {
                int[] count = counts.computeIfAbsent(row.key, key -> new int[2]);
                count[0]++;
                if (row.flagged) {
                    count[1]++;
                    starts.merge(row.key, row.timestampMillis, Math::min);
                }
            }
        }
        starts.keySet().removeIf(key -> 2 * counts.get(key)[1] <= counts.get(key)[0]);
        return starts;
    }

    private static KeyShift shift(String key, long from, List<Row> rows, KeyShifts before, Standardizer global) {
        int features = global.features();
        Spread[] was = Spread.of(features);
        Spread[] is = Spread.of(features);
        for (Row row : rows) {
            if (row.adopted && row.timestampMillis >= from) {
                Spread.add(is, row.values);
            } else if (!row.adopted && row.timestampMillis < from) {
                Spread.add(was, before.undone(key, row.timestampMillis, row.values));
            }
        }
        double[] earlier = new double[features];
        double[] level = new double[features];
        double[] factor = new double[features];
        for (int f = 0; f < features; f++) {
            boolean known = was[f].rows >= LEAST_BEFORE;
            earlier[f] = known ? was[f].mean : global.mean()[f];
            double usual = known ? was[f].deviation() : global.deviation()[f];
            boolean wider = usual > 0 && is[f].deviation() > WIDER * usual;
            boolean moved = is[f].rows > 0 && (wider || Math.abs(is[f].mean - earlier[f]) > MOVED * usual);
            level[f] = moved ? is[f].mean : earlier[f];
            factor[f] = wider ? is[f].deviation() / usual : 1;
        }
        return new KeyShift(key, from, earlier, level, factor);
    }

    private static List<KeyShift> bounded(Map<String, KeyShift> shifts, int features) {
        return shifts.values().stream()
                .sorted(Comparator.comparingLong(KeyShift::fromMillis)
                        .reversed()
                        .thenComparing(KeyShift::key))
                .limit(Math.min(MOST, Math.max(1, MOST_CELLS / features)))
                .sorted(Comparator.comparing(KeyShift::key))
                .toList();
    }

    /** Whether a row is of a level that its key has left: the new model knows it as none of the key's. */
    public boolean isLeft(String key, long timestampMillis) {
        Long left = replacedFrom.get(key);
        return left != null
                && timestampMillis >= left
                && shifts.stream().noneMatch(shift -> shift.key().equals(key) && timestampMillis >= shift.fromMillis());
    }

    /** Mean and deviation of one feature. */
    private static final class Spread {
        private long rows;
        private double mean;
        private double squares;

        static Spread[] of(int features) {
            Spread[] all = new Spread[features];
            Arrays.setAll(all, f -> new Spread());
            return all;
        }

        static void add(Spread[] all, double[] values) {
            for (int f = 0; f < all.length; f++) {
                if (!Double.isNaN(values[f])) {
                    Spread one = all[f];
                    one.rows++;
                    double difference = values[f] - one.mean;
                    one.mean += difference / one.rows;
                    one.squares += difference * (values[f] - one.mean);
                }
            }
        }

        double deviation() {
            return rows == 0 ? 0 : Math.sqrt(squares / rows);
        }
    }
}
