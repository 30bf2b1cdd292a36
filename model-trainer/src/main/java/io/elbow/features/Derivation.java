// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import io.elbow.config.FeatureSources;
import io.elbow.data.CounterColumns;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a model's features of the fields of a key's records, in their order: values as they stand, rates of counters,
 * and differences. What cannot be known is missing: the first value of a key, a missing value, a rate over no time or
 * across a reset.
 *
 * <p>A rate is the growth since the newest known value of the key, however long ago that was, per second of event time.
 * A counter that fell began again near 0. It grew by at least what it shows, but nobody knows by how much more before
 * it fell and while it was down: a rate of the part that is known would make an anomaly of every restart. A fall by
 * less than {@value CounterColumns#CORRECTION} of the value is a correction, as kernels and sums of fractions make, and
 * no growth. Of several values of one time the first counts on, so that no growth is lost. A difference is the value
 * less the newest known one.
 */
public final class Derivation implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of fields that are all taken as they stand. */
    public static final Derivation NONE = new Derivation(List.of());

    static final long NEVER = Long.MIN_VALUE;
    private static final double MILLIS_A_SECOND = 1_000;

    private final FeatureSource[] sources;

    /** Index of each feature's field. */
    private final int[] fields;

    /** Index of each feature's previous value; -1: it needs none. */
    private final int[] previous;

    private final int derived;
    private final int hash;

    public Derivation(List<FeatureSource> sources) {
        List<String> names = FeatureSources.fields(sources);
        this.sources = sources.toArray(FeatureSource[]::new);
        this.fields = sources.stream()
                .mapToInt(source -> names.indexOf(source.field()))
                .toArray();
        this.previous = new int[fields.length];
        int count = 0;
        for (int f = 0; f < fields.length; f++) {
            previous[f] = this.sources[f].isPlain() ? -1 : count++;
        }
        this.derived = count;
        this.hash = derivedFeatures(sources).hashCode();
    }

    /** The features that need a previous value, in the order of these. */
    static List<String> derivedFeatures(List<FeatureSource> sources) {
        return sources.stream()
                .filter(source -> !source.isPlain())
                .map(FeatureSource::feature)
                .toList();
    }

    /** Whether every feature is a field as it stands, so that nothing need be derived. */
    public boolean isPlain() {
        return derived == 0;
    }

    /** Whether event times matter. */
    public boolean needsTime() {
        return Arrays.stream(sources).anyMatch(source -> source.as() == As.RATE);
    }

    /**
     * The features of a record that is not late.
     *
     * @param memory of its key, which goes on with the record
     * @param values one a field, the user's units; NaN: missing
     * @return one a feature; NaN: missing
     */
    public double[] derive(PreviousValues memory, double[] values, long timestampMillis) {
        prepare(memory);
        double[] features = new double[sources.length];
        for (int f = 0; f < features.length; f++) {
            double value = values[fields[f]];
            features[f] = switch (sources[f].as()) {
                case VALUE -> value;
                case RATE -> rate(memory, previous[f], value, timestampMillis);
                case DIFFERENCE -> difference(memory, previous[f], value, timestampMillis);
            };
        }
        return features;
    }

    /** The features of a late record: no rate is known, and no memory is changed. */
    double[] withoutMemory(double[] values) {
        double[] features = new double[sources.length];
        for (int f = 0; f < features.length; f++) {
            features[f] = sources[f].isPlain() ? values[fields[f]] : Double.NaN;
        }
        return features;
    }

    private void prepare(PreviousValues memory) {
        if (memory.values.length != derived || memory.ofFeatures != hash) {
            memory.values = new double[derived];
            memory.timesMillis = new long[derived];
            memory.ofFeatures = hash;
            Arrays.fill(memory.timesMillis, NEVER);
        }
    }

    private static double difference(PreviousValues memory, int at, double value, long timestampMillis) {
        if (Double.isNaN(value)) {
            return Double.NaN;
        }
        double before = memory.timesMillis[at] == NEVER ? Double.NaN : memory.values[at];
        keep(memory, at, value, timestampMillis);
        return finite(value - before);
    }

    private static double rate(PreviousValues memory, int at, double value, long timestampMillis) {
        if (Double.isNaN(value)) {
            return Double.NaN;
        }
        long beforeMillis = memory.timesMillis[at];
        double before = memory.values[at];
        if (beforeMillis == NEVER) {
            keep(memory, at, value, timestampMillis);
            return Double.NaN;
        }
        if (timestampMillis == beforeMillis) {
            if (value < before) {
                keep(memory, at, value, timestampMillis);
            }
            return Double.NaN;
        }
        keep(memory, at, value, timestampMillis);
        return finite(growth(before, value) / ((timestampMillis - beforeMillis) / MILLIS_A_SECOND));
    }

    /** NaN: the counter began again. */
    private static double growth(double before, double value) {
        if (value >= before) {
            return value - before;
        }
        return CounterColumns.isCorrection(before, value) ? 0 : Double.NaN;
    }

    private static void keep(PreviousValues memory, int at, double value, long timestampMillis) {
        memory.values[at] = value;
        memory.timesMillis[at] = timestampMillis;
    }

    private static double finite(double value) {
        return Double.isInfinite(value) ? Double.NaN : value;
    }
}
