// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Computes each key's own statistics from the training rows, in units of the global scaler. */
public final class PerKeyFitting {
    private final Standardizer global;
    private final int features;
    private final Map<String, Own> keys = new TreeMap<>();

    private static final class Own {
        private final double[] mean;
        private final double[] variance;
        private double rows;

        Own(int features) {
            mean = new double[features];
            variance = new double[features];
        }

        void add(int feature, double value, double itsVariance) {
            double before = mean[feature];
            mean[feature] = Moments.mean(rows, before, 1, value);
            variance[feature] = Moments.variance(rows, before, variance[feature], 1, value, itsVariance);
        }
    }

    private PerKeyFitting(Standardizer global) {
        this.global = global;
        this.features = global.features();
    }

    /** Fits from the rows alone. A missing value counts as a row with the global statistics. */
    public static PerKeyFit fit(PerKeyOptions options, Standardizer global, Iterable<Dataset.Row> rows) {
        PerKeyFitting fitting = new PerKeyFitting(global);
        rows.forEach(fitting::take);
        return fitting.result(options, fitting.within(), fitting.spread(options.priorRows()))
                .withWarmUp(PerKeyStandardizer.WARMING);
    }

    /**
     * Fits for a model that starts from another's weights and scaler. What the other knows of a key counts as at most
     * n0 rows, added to the new ones; the variance within keys and the spread priors are the other's.
     */
    public static PerKeyFit fit(PerKeyFit earlier, Standardizer global, Iterable<Dataset.Row> rows) {
        PerKeyFitting fitting = new PerKeyFitting(global);
        for (int k = 0; k < earlier.names().size(); k++) {
            fitting.remember(earlier, k);
        }
        rows.forEach(fitting::take);
        return fitting.result(earlier.options(), earlier.within(), earlier.spread())
                .withWarmUp(earlier.warmUpRows());
    }

    private void remember(PerKeyFit earlier, int key) {
        Own own = new Own(features);
        for (int f = 0; f < features; f++) {
            own.mean[f] = earlier.means()[key * features + f];
            own.variance[f] = earlier.variances()[key * features + f];
        }
        own.rows = Math.min(earlier.rows()[key], earlier.options().priorRows());
        keys.put(earlier.names().get(key), own);
    }

    private void take(Dataset.Row row) {
        Own own = keys.computeIfAbsent(row.key(), key -> new Own(features));
        for (int f = 0; f < features; f++) {
            double value = row.values()[f];
            if (Double.isNaN(value)) {
                own.add(f, 0, 1);
            } else {
                double distance = (value - global.mean()[f]) / global.deviation()[f];
                own.add(f, Math.max(-Standardizer.GUARD, Math.min(Standardizer.GUARD, distance)), 0);
            }
        }
        own.rows++;
    }

    /** The variance within keys, [features], at most the global variance. */
    private float[] within() {
        double[] sums = new double[features];
        double rows = 0;
        for (Own own : keys.values()) {
            rows += own.rows;
            for (int f = 0; f < features; f++) {
                sums[f] += own.rows * own.variance[f];
            }
        }
        float[] within = new float[features];
        for (int f = 0; f < features; f++) {
            within[f] = rows == 0 ? 1 : (float) Math.min(1, sums[f] / rows);
        }
        return within;
    }

    /** Null: the keys' deviations are alike. */
    private SpreadPriors spread(double most) {
        double[] zero = new double[features];
        for (int f = 0; f < features; f++) {
            zero[f] = -global.mean()[f] / global.deviation()[f];
        }
        SpreadPriors spread = SpreadPriors.estimate(
                keys.values().stream().mapToDouble(own -> own.rows).toArray(),
                keys.values().stream().map(own -> own.mean).toArray(double[][]::new),
                zero,
                keys.values().stream().map(own -> own.variance).toArray(double[][]::new),
                most);
        return spread.isEmpty() ? null : spread;
    }

    private PerKeyFit result(PerKeyOptions options, float[] within, SpreadPriors spread) {
        List<String> names = new ArrayList<>(keys.keySet());
        float[] rows = new float[names.size()];
        float[] means = new float[names.size() * features];
        float[] variances = new float[names.size() * features];
        for (int k = 0; k < rows.length; k++) {
            Own own = keys.get(names.get(k));
            rows[k] = (float) own.rows;
            for (int f = 0; f < features; f++) {
                means[k * features + f] = (float) own.mean[f];
                variances[k * features + f] = (float) own.variance[f];
            }
        }
        return new PerKeyFit(options, within, names, rows, means, variances, spread);
    }
}
