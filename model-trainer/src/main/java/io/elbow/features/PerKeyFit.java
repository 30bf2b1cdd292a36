// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.PerKeyOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a model knows of its keys' statistics. Means and variances are in units of the model's global scaler: over the
 * rows of all keys each feature has mean 0 and variance 1.
 *
 * @param within [features], the variance of a row about its own key's mean, averaged over the training rows
 * @param names the keys; an artifact holds at most {@link #room} of them
 * @param rows [keys], number of rows that a key's statistics come from
 * @param means [keys * features]
 * @param variances [keys * features]
 * @param spread what is known beforehand of a key's own deviation; null: keys' deviations are alike, or nobody looked
 * @param warmUpRows records in which a new key warms up; 0: a new key learns from what is judged normal alone, as
 *     models of an earlier version have it
 */
public record PerKeyFit(
        PerKeyOptions options,
        float[] within,
        List<String> names,
        float[] rows,
        float[] means,
        float[] variances,
        SpreadPriors spread,
        int warmUpRows) {
    /** The most keys in an artifact. Further keys start from the global statistics. */
    public static final int MAX_KEYS = 10_000;

    /** Limit on keys times features: with means and variances 4 MiB of an artifact's 16. */
    private static final int MAX_CELLS = 1 << 19;

    /** Limit on the characters of all names. */
    private static final int MAX_CHARACTERS = 1 << 20;

    /** Without a warm-up. */
    public PerKeyFit(
            PerKeyOptions options,
            float[] within,
            List<String> names,
            float[] rows,
            float[] means,
            float[] variances,
            SpreadPriors spread) {
        this(options, within, names, rows, means, variances, spread, 0);
    }

    /** Of keys whose deviations are alike. */
    public PerKeyFit(
            PerKeyOptions options, float[] within, List<String> names, float[] rows, float[] means, float[] variances) {
        this(options, within, names, rows, means, variances, null);
    }

    public PerKeyFit {
        names = List.copyOf(names);
        long cells = (long) names.size() * within.length;
        require(within.length >= 1, "per-key statistics need at least one feature");
        require(
                rows.length == names.size() && means.length == cells && variances.length == cells,
                "per-key statistics of " + names.size() + " keys and " + within.length + " features have "
                        + rows.length + " row counts, " + means.length + " means and " + variances.length
                        + " variances");
        require(
                spread == null || spread.features() == within.length,
                "per-key statistics of " + within.length + " features have spread priors of another number");
        require(warmUpRows >= 0, "per-key warm-up must be at least 0 rows but is " + warmUpRows);
        requireNotNegative("within", within);
        requireNotNegative("rows", rows);
        requireNotNegative("variances", variances);
    }

    public int features() {
        return within.length;
    }

    /** The number of keys with so many features that fit into an artifact. */
    public static int room(int features) {
        return Math.min(MAX_KEYS, MAX_CELLS / features);
    }

    /**
     * Returns only the keys that fit into an artifact: those with the most rows, and among equal ones the first by
     * name.
     */
    public PerKeyFit bounded() {
        List<Integer> byRows = IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -rows[k]).thenComparing(names::get))
                .toList();
        List<Integer> kept = new ArrayList<>();
        long characters = 0;
        for (int k : byRows) {
            characters += names.get(k).length();
            if (kept.size() == room(features()) || characters > MAX_CHARACTERS) {
                break;
            }
            kept.add(k);
        }
        return kept.size() == names.size() ? this : only(kept.stream().sorted().toList());
    }

    private PerKeyFit only(List<Integer> kept) {
        int width = features();
        float[] itsRows = new float[kept.size()];
        float[] itsMeans = new float[kept.size() * width];
        float[] itsVariances = new float[kept.size() * width];
        for (int i = 0; i < itsRows.length; i++) {
            int k = kept.get(i);
            itsRows[i] = rows[k];
            System.arraycopy(means, k * width, itsMeans, i * width, width);
            System.arraycopy(variances, k * width, itsVariances, i * width, width);
        }
        return new PerKeyFit(
                options,
                within,
                kept.stream().map(names::get).toList(),
                itsRows,
                itsMeans,
                itsVariances,
                spread,
                warmUpRows);
    }

    /** The same with another warm-up. */
    public PerKeyFit withWarmUp(int records) {
        return new PerKeyFit(options, within, names, rows, means, variances, spread, records);
    }

    /** The index of each key. */
    public Map<String, Integer> positions() {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            positions.put(names.get(i), i);
        }
        return positions;
    }

    private static void requireNotNegative(String what, float[] values) {
        for (int i = 0; i < values.length; i++) {
            require(
                    values[i] >= 0 && values[i] < Float.POSITIVE_INFINITY,
                    "per-key " + what + "[" + i + "] must be at least 0 and finite but is " + values[i]);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
