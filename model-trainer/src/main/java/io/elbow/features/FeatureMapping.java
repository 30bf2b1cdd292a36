// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import java.util.Arrays;
import java.util.List;

/**
 * Carries what a key remembers over to a model of other features: what is known of features that both have stays, in
 * its new place; of a new feature nothing is known yet; what the new model does without is forgotten. Features are the
 * same where they have the same name. Immutable.
 */
public final class FeatureMapping {
    private static final int NEW = -1;
    private static final int MOMENTS = 4;

    /** Where each feature was; {@link #NEW}: nowhere. */
    private final int[] places;

    /** The same of the rates and differences among them. */
    private final int[] derivedPlaces;

    private final int earlierWidth;
    private final int earlierHash;
    private final int hash;

    /** From some features to others, each in their order. */
    public FeatureMapping(List<FeatureSource> earlier, List<FeatureSource> now) {
        List<String> derivedEarlier = Derivation.derivedFeatures(earlier);
        List<String> derivedNow = Derivation.derivedFeatures(now);
        places = places(FeatureSources.features(earlier), FeatureSources.features(now));
        derivedPlaces = places(derivedEarlier, derivedNow);
        earlierWidth = earlier.size();
        earlierHash = derivedEarlier.hashCode();
        hash = derivedNow.hashCode();
    }

    private static int[] places(List<String> earlier, List<String> now) {
        return now.stream().mapToInt(earlier::indexOf).toArray();
    }

    /** Carries a memory over, in place. */
    public void apply(KeyMemory memory) {
        SeriesState series = memory.series;
        if (series.features == earlierWidth) {
            series.rows = rows(series.rows);
            series.features = places.length;
        }
        if (memory.statistics != null && memory.statistics.moments.length == MOMENTS * earlierWidth) {
            memory.statistics.moments = moments(memory.statistics.moments);
        }
        if (memory.previous != null && memory.previous.ofFeatures == earlierHash) {
            apply(memory.previous);
        }
    }

    private double[] rows(double[] earlier) {
        int count = earlier.length / earlierWidth;
        double[] rows = new double[count * places.length];
        double[] unknown = new double[places.length];
        Arrays.fill(unknown, Double.NaN);
        for (int row = 0; row < count; row++) {
            int from = row * earlierWidth;
            double[] mapped = apply(Arrays.copyOfRange(earlier, from, from + earlierWidth), unknown);
            System.arraycopy(mapped, 0, rows, row * places.length, places.length);
        }
        return rows;
    }

    /** New features are NaN: {@link PerKeyStandardizer#complete} gives them what training knew. */
    private float[] moments(float[] earlier) {
        float[] moments = new float[MOMENTS * places.length];
        Arrays.fill(moments, Float.NaN);
        for (int part = 0; part < MOMENTS; part++) {
            for (int f = 0; f < places.length; f++) {
                if (places[f] != NEW) {
                    moments[part * places.length + f] = earlier[part * earlierWidth + places[f]];
                }
            }
        }
        return moments;
    }

    private void apply(PreviousValues previous) {
        double[] values = new double[derivedPlaces.length];
        long[] timesMillis = new long[derivedPlaces.length];
        Arrays.fill(timesMillis, Derivation.NEVER);
        for (int d = 0; d < derivedPlaces.length; d++) {
            if (derivedPlaces[d] != NEW) {
                values[d] = previous.values[derivedPlaces[d]];
                timesMillis[d] = previous.timesMillis[derivedPlaces[d]];
            }
        }
        previous.values = values;
        previous.timesMillis = timesMillis;
        previous.ofFeatures = hash;
    }

    /**
     * One number a feature.
     *
     * @param earlier [features before]
     * @param fresh [features], for what is new
     */
    public double[] apply(double[] earlier, double[] fresh) {
        double[] mapped = fresh.clone();
        for (int f = 0; f < mapped.length; f++) {
            if (places[f] != NEW) {
                mapped[f] = earlier[places[f]];
            }
        }
        return mapped;
    }
}
