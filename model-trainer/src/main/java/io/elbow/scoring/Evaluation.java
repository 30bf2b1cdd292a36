// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What a model made of a labelled table: takes the rows' verdicts and measures them. */
public final class Evaluation implements TableSink {
    /** Rates at which the promise is held against what came. */
    private static final List<Double> RATES = List.of(1e-1, 1e-2, 1e-3, 1e-4);

    /**
     * How well a score ranks.
     *
     * @param vusPr for series only: the mean over keys with both kinds of rows
     */
    public record Measures(double auroc, double averagePrecision, double bestF1, OptionalDouble vusPr) {}

    /**
     * Promise and outcome at one rate.
     *
     * @param flagged normal rows with a p-value of at most the rate
     */
    public record Promise(double rate, int normalRows, int flagged) {
        /** Actual rate over promised rate. */
        public double ratio() {
            return flagged / (rate * normalRows);
        }
    }

    /** One scored row. */
    public record Scored(Dataset.Row row, Verdict verdict, double[] featureNats) {}

    private final boolean series;
    private final List<Scored> rows = new ArrayList<>();

    /**
     * Starts without rows.
     *
     * @param series whether rows are in time order within their key
     */
    public Evaluation(boolean series) {
        this.series = series;
    }

    @Override
    public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
        rows.add(new Scored(row, verdict, featureNats));
    }

    @Override
    public void late(Dataset.Row row) {
        // The stream would not score it either, so it is not ranked.
    }

    public List<Scored> rows() {
        return rows;
    }

    public int anomalies() {
        return (int) rows.stream().filter(scored -> scored.row().anomalous()).count();
    }

    /** Measures of each row's own score. */
    public Measures ofScore() {
        return measures(scored -> scored.verdict().score());
    }

    /** Measures of the average of the key's scores. */
    public Measures ofSmoothed() {
        return measures(scored -> scored.verdict().smoothed());
    }

    /** The normal rows flagged at the usual rates and at the detector's own. */
    public List<Promise> promises(double alertRate) {
        List<Double> rates = new ArrayList<>(RATES);
        if (!rates.contains(alertRate)) {
            rates.add(alertRate);
        }
        double[] pValues = rows.stream()
                .filter(scored -> !scored.row().anomalous())
                .mapToDouble(scored -> scored.verdict().pValue())
                .toArray();
        return rates.stream()
                .map(rate -> new Promise(rate, pValues.length, (int)
                        Arrays.stream(pValues).filter(p -> p <= rate).count()))
                .toList();
    }

    /** Mean of one part of the verdicts on the normal or the anomalous rows; NaN if there are none. */
    public double mean(boolean anomalous, ToDoubleFunction<Verdict> part) {
        return rows.stream()
                .filter(scored -> scored.row().anomalous() == anomalous)
                .mapToDouble(scored -> part.applyAsDouble(scored.verdict()))
                .average()
                .orElse(Double.NaN);
    }

    private Measures measures(ToDoubleFunction<Scored> score) {
        double[] scores = rows.stream().mapToDouble(score).toArray();
        boolean[] labels = labels(rows);
        return new Measures(
                Ranking.auroc(scores, labels),
                Ranking.averagePrecision(scores, labels),
                Ranking.bestF1(scores, labels),
                series ? vusPr(score) : OptionalDouble.empty());
    }

    private OptionalDouble vusPr(ToDoubleFunction<Scored> score) {
        Map<String, List<Scored>> byKey = new LinkedHashMap<>();
        rows.forEach(scored -> byKey.computeIfAbsent(scored.row().key(), key -> new ArrayList<>())
                .add(scored));
        return byKey.values().stream()
                .filter(Evaluation::hasBothKinds)
                .mapToDouble(ofKey ->
                        VolumeUnderSurface.pr(ofKey.stream().mapToDouble(score).toArray(), labels(ofKey)))
                .average();
    }

    private static boolean hasBothKinds(List<Scored> rows) {
        return rows.stream().anyMatch(scored -> scored.row().anomalous())
                && rows.stream().anyMatch(scored -> !scored.row().anomalous());
    }

    private static boolean[] labels(List<Scored> rows) {
        boolean[] labels = new boolean[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = rows.get(i).row().anomalous();
        }
        return labels;
    }
}
