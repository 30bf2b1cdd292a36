// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.PerKeyOptions;
import java.util.Arrays;
import java.util.Map;

/**
 * Standardises each key by its own statistics, which count less the less is known of the key: then the global
 * statistics, of all keys together, fill in.
 *
 * <p>In global units all rows together have mean 0 and variance 1. Let W be the variance of a row about its own key's
 * mean, B = 1 - W the variance of the keys' means, and m, v the mean and variance of a key's n rows. With n0 =
 * {@link PerKeyOptions#priorRows} and r = n0 min(1, W / B), the key is standardised by
 *
 * <pre>
 *   mean     = n / (n + r) m
 *   variance = n / (n + n0) v + n0 / (n + n0) W + r / (n + r) B
 * </pre>
 *
 * which are the global statistics at n = 0 and the key's own at large n. The global mean counts as r rows, which is at
 * most n0. If keys lie further apart than each of them varies it counts as fewer, because it then says little about any
 * one key (r is the weight of a random-effects mean, n / (n + W / B), for rows that come n0 at a time). A feature that
 * never moved in a key has the deviation sqrt(n0 W / (n + n0)) there, not 0. A feature that moved in no key (W below
 * {@value #CONSTANT}) has at least the global deviation.
 *
 * <p>Where the keys' own deviations span a decade, W is that of the largest keys. It is then replaced by what
 * {@link SpreadPriors} say of the key itself, as soon as it has rows.
 *
 * <p>A key's statistics stay the same within a bucket of event time. When the key's first record of a later bucket
 * comes, the records of the bucket that were given to {@link #take} are added to them. The earlier rows then keep the
 * share {@link PerKeyOptions#kept} of their weight. Without a half-life they keep all of it, so that a key's mean and
 * variance are those of all its rows. With one, a key forgets only in the time in which it sends records. The mean of a
 * bucket counts as at most {@value #MOST} of the key's deviations away from the key's mean, and its deviation as at
 * most {@value #MOST} of them. So a missed incident has little effect, while a lasting shift is still followed. A
 * missing value counts as a row of what was known before.
 *
 * <p>A key that is unknown warms up: its first {@link PerKeyFit#warmUpRows} records teach whatever is made of them, and
 * without the limit of {@value #MOST} deviations.
 *
 * <p>The caller judges the records and passes those that are normal to {@link #take}. An established key, with at least
 * {@value #ESTABLISHED} rows, ignores records with a p-value below {@code refresh.guard}: this keeps out an incident
 * even if it raises no alert. A younger key learns from all of them, because its normal values may look rare by the
 * global statistics.
 *
 * <p>Immutable; one instance serves any number of keys.
 */
public final class PerKeyStandardizer {
    /** Share of the global variance below which a feature counts as constant. */
    static final double CONSTANT = 1e-6;

    /** Limit on a bucket's distance from the key's mean, and on its deviation, both in the key's deviations. */
    static final double MOST = 3;

    /**
     * Rows, a day of minutes, after which a key is known well enough that its rare records are kept out of its
     * statistics.
     */
    static final int ESTABLISHED = 1_440;

    /**
     * Records in which a new key warms up, an hour of minutes. They teach whatever is made of them, and with the next
     * one the key has statistics of its own: else a key unlike all others would be anomalous for ever.
     */
    public static final int WARMING = 60;

    private final Standardizer global;
    private final Standardizer units;
    private final PerKeyFit fit;
    private final Map<String, Integer> positions;
    private final long bucketMillis;
    private final double kept;
    private final int features;

    /** A standardizer whose statistics are in the units of its own global scaler. */
    public PerKeyStandardizer(Standardizer global, PerKeyFit fit) {
        this(global, fit, global);
    }

    /**
     * A standardizer for statistics that outlive the model.
     *
     * @param global the model's scaler
     * @param units in which {@link KeyStatistics} are kept: another model's scaler, of the same features
     * @throws IllegalArgumentException if they differ in the number of features
     */
    public PerKeyStandardizer(Standardizer global, PerKeyFit fit, Standardizer units) {
        this.global = global;
        this.units = units;
        this.fit = fit;
        this.features = fit.features();
        if (global.features() != features || units.features() != features) {
            throw new IllegalArgumentException("per-key statistics have " + features + " features, the global one "
                    + global.features() + " and their units " + units.features());
        }
        positions = fit.positions();
        bucketMillis = fit.options().bucket().toMillis();
        kept = fit.options().kept();
    }

    /** The statistics of a key before its first record: those from training, else none. */
    public KeyStatistics start(String key) {
        KeyStatistics statistics = new KeyStatistics();
        statistics.moments = new float[4 * features];
        Integer position = positions.get(key);
        if (position != null) {
            statistics.rows = fit.rows()[position];
            statistics.seen = Math.min(fit.warmUpRows() + 1L, (long) statistics.rows);
        }
        for (int f = 0; f < features; f++) {
            int cell = position == null ? -1 : position * features + f;
            double mean = position == null ? 0 : fit.means()[cell];
            double variance = position == null ? 1 : fit.variances()[cell];
            double scale = global.deviation()[f] / units.deviation()[f];
            statistics.moments[f] =
                    (float) (((global.mean()[f] - units.mean()[f]) / units.deviation()[f]) + mean * scale);
            statistics.moments[features + f] = (float) (variance * scale * scale);
        }
        return statistics;
    }

    /** Whether a key is so new that its records teach whatever is made of them. */
    public boolean isWarming(KeyStatistics statistics) {
        int records = fit.warmUpRows();
        return statistics.seen <= records && statistics.rows < records;
    }

    /** Counts a record of a key that warms up: with its first one after them it takes up what they taught. */
    public void count(KeyStatistics statistics) {
        if (statistics.seen < fit.warmUpRows()) {
            statistics.seen++;
        }
    }

    /**
     * Gives features of which nothing is known what a key begins with. If training did not know the key, the others
     * count for less from then on, so that the new ones are learned in time: rows are counted for all features alike.
     *
     * @param statistics may have NaN for new features
     */
    public void complete(KeyStatistics statistics, String key) {
        KeyStatistics start = null;
        for (int f = 0; f < features; f++) {
            if (Float.isNaN(statistics.moments[f])) {
                start = start == null ? start(key) : start;
                statistics.moments[f] = start.moments[f];
                statistics.moments[features + f] = start.moments[features + f];
                statistics.moments[2 * features + f] = start.moments[f];
                statistics.moments[3 * features + f] = start.moments[features + f];
            }
        }
        if (start != null && start.rows == 0) {
            statistics.rows = Math.min(statistics.rows, WARMING);
        }
    }

    /**
     * Whether {@link #advance} is due: a record of this time is the key's first of a later bucket, or the first after
     * the key has warmed up.
     */
    public boolean crosses(KeyStatistics statistics, long timestampMillis) {
        return (isWarming(statistics) && statistics.seen == fit.warmUpRows())
                || Math.floorDiv(timestampMillis, bucketMillis) > Math.floorDiv(statistics.bucketMillis, bucketMillis);
    }

    /** Takes up the records of the last bucket, and begins the bucket of this time. */
    public void advance(KeyStatistics statistics, long timestampMillis) {
        if (statistics.bucketRows > 0) {
            Standardizer now = of(statistics);
            double before = statistics.rows * kept;
            for (int f = 0; f < features; f++) {
                takeUp(statistics, f, before, now);
            }
            Arrays.fill(statistics.moments, 2 * features, 4 * features, 0);
            statistics.rows = before + statistics.bucketRows;
            statistics.bucketRows = 0;
        }
        if (fit.warmUpRows() > 0 && statistics.seen == fit.warmUpRows()) {
            statistics.seen++;
        }
        statistics.bucketMillis = timestampMillis;
    }

    private void takeUp(KeyStatistics statistics, int f, double before, Standardizer now) {
        float[] moments = statistics.moments;
        double most = isWarming(statistics) ? Double.POSITIVE_INFINITY : MOST;
        double deviation = most * now.deviation()[f] / units.deviation()[f];
        double middle = (now.mean()[f] - units.mean()[f]) / units.deviation()[f];
        double newMean = Math.max(middle - deviation, Math.min(middle + deviation, moments[2 * features + f]));
        double newVariance = Math.min(deviation * deviation, moments[3 * features + f]);
        double mean = moments[f];
        double variance = moments[features + f];
        double added = statistics.bucketRows;
        moments[f] = (float) Moments.mean(before, mean, added, newMean);
        moments[features + f] = (float) Moments.variance(before, mean, variance, added, newMean, newVariance);
    }

    /**
     * Adds a record that was judged normal to the bucket. It changes no score before the next {@link #advance}.
     *
     * @param values [features], the user's units; NaN: missing
     * @param rare whether its p-value is below {@code refresh.guard}, which is ignored for an established key
     */
    public void take(KeyStatistics statistics, double[] values, boolean rare) {
        if (rare && statistics.rows >= ESTABLISHED) {
            return;
        }
        float[] moments = statistics.moments;
        double before = statistics.bucketRows;
        for (int f = 0; f < features; f++) {
            boolean missing = Double.isNaN(values[f]);
            double value = missing ? moments[f] : inUnits(f, values[f]);
            double variance = missing ? moments[features + f] : 0;
            int at = 2 * features + f;
            double mean = moments[at];
            moments[at] = (float) Moments.mean(before, mean, 1, value);
            moments[features + at] = (float) Moments.variance(before, mean, moments[features + at], 1, value, variance);
        }
        statistics.bucketRows++;
    }

    /** The value in the units of the statistics, limited so that an absurd value cannot spoil the state for ever. */
    private double inUnits(int feature, double value) {
        double distance = (value - units.mean()[feature]) / units.deviation()[feature];
        return Math.max(-Standardizer.GUARD, Math.min(Standardizer.GUARD, distance));
    }

    /** The scaler of a key by its current statistics, by the formulas above. */
    public Standardizer of(KeyStatistics statistics) {
        double n = statistics.rows;
        double n0 = fit.options().priorRows();
        double[] mean = new double[features];
        double[] deviation = new double[features];
        for (int f = 0; f < features; f++) {
            double scale = units.deviation()[f] / global.deviation()[f];
            double ownMean =
                    (units.mean()[f] - global.mean()[f]) / global.deviation()[f] + scale * statistics.moments[f];
            double ownVariance = scale * scale * statistics.moments[features + f];
            boolean sized = n > 0 && fit.spread() != null && fit.spread().has(f);
            boolean constant = !sized && fit.within()[f] < CONSTANT;
            double ofAll = constant ? 1 : Math.min(1, fit.within()[f]);
            double between = 1 - ofAll;
            double within = sized ? fit.spread().variance(f, n, ownMean, ownVariance) : ofAll;
            double level = between <= within ? n0 : n0 * within / between;
            double variance = (n * ownVariance + n0 * within) / (n + n0) + level / (n + level) * between;
            mean[f] = global.mean()[f] + global.deviation()[f] * ownMean * n / (n + level);
            deviation[f] = global.deviation()[f] * Math.sqrt(constant ? Math.max(1, variance) : variance);
        }
        return global.withStatistics(mean, deviation);
    }
}
