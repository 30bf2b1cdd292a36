// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.features.ComparisonSplit;
import io.elbow.features.KeyShifts;
import io.elbow.features.LastingShift;
import io.elbow.features.LearnedShifts;
import io.elbow.features.SeriesState;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Judge;
import io.elbow.scoring.ModelComparison;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fits a challenger to new records, starting from a champion, and compares the two on records that neither has seen.
 *
 * <p>Rows that the champion judges anomalous are skipped, unless they belong to an incident of their key that lasted
 * long: that is the new normal.
 */
public final class Retraining {
    /**
     * Largest share of anomalous rows. Beyond it either normal has moved, or the input does not belong to the model.
     */
    static final double MOST_SKIPPED = 0.2;

    private final ModelArtifact champion;
    private final Options options;

    /**
     * How to retrain.
     *
     * @param cold start from random weights and a new scaler instead of the champion's
     * @param acceptAnomalous also learn what the champion judges anomalous
     * @param alertRate decides what is anomalous
     * @param gap event time after which a shingle starts again; null: never
     * @param cooldown event time without an anomaly after which an incident is over
     * @param adaptAfter event time after which an incident is the new normal
     * @param guard least p-value of what an established key's statistics learn from
     */
    public record Options(
            boolean cold,
            boolean acceptAnomalous,
            double alertRate,
            Duration gap,
            Duration cooldown,
            Duration adaptAfter,
            double guard,
            FitOptions fit) {}

    /**
     * The result.
     *
     * @param challenger null if the champion judged too many rows anomalous to fit one
     * @param comparison null if there is no challenger
     * @param rows number of rows read
     * @param skipped rows that the champion judged anomalous and that did not last
     * @param adapted anomalous rows that lasted and were learned
     * @param shifts of keys that were learned by that
     * @param faults why the champion is kept; empty: the challenger may replace it
     */
    public record Outcome(
            ModelArtifact challenger,
            ModelComparison comparison,
            int rows,
            int skipped,
            int adapted,
            LearnedShifts shifts,
            List<String> faults) {
        public boolean accepted() {
            return faults.isEmpty();
        }
    }

    public Retraining(ModelArtifact champion, Options options) {
        this.champion = champion;
        this.options = options;
    }

    /**
     * Retrains.
     *
     * @throws DataException if too few rows are left to learn from or to compare on
     * @throws FitFailedException if the fit diverged
     * @throws FitInterruptedException if a stop was requested too early to keep anything
     */
    public Outcome retrain(Dataset dataset, Provenance provenance, FitContext context) {
        Manifest manifest = champion.manifest();
        Judged before = judge(champion, dataset);
        boolean[] lasting = options.acceptAnomalous ? before.anomalous.clone() : lasting(dataset, before.anomalous);
        boolean[] skipped = new boolean[lasting.length];
        for (int i = 0; i < skipped.length; i++) {
            skipped[i] = before.late[i] || (before.anomalous[i] && !lasting[i]);
        }
        int rows = dataset.rows().size();
        int anomalous = count(before.anomalous) - count(lasting);
        if (anomalous > MOST_SKIPPED * rows) {
            List<String> faults = List.of(tooManyAnomalies(anomalous, rows));
            return new Outcome(
                    null, null, rows, anomalous, count(lasting), LearnedShifts.unchanged(manifest.shifts()), faults);
        }
        LearnedShifts shifts = shifts(dataset, before.anomalous, lasting);
        for (int i = 0; i < skipped.length; i++) {
            Dataset.Row row = dataset.rows().get(i);
            skipped[i] |= shifts.isLeft(row.key(), row.timestampMillis());
        }
        ComparisonSplit split = ComparisonSplit.of(
                dataset, skipped, manifest.series(), manifest.spec().shingleLength(), options.fit.seed());
        if (split.compared().isEmpty()) {
            throw new DataException(dataset.source() + ": no rows are left to compare on; give more rows");
        }
        TrainingPlan plan = Recipe.like(manifest, options.gap, options.fit);
        KeyShifts alone = new KeyShifts(manifest.scaler(), shifts.shifts());
        ModelArtifact challenger = withShifts(
                new ModelFitter(plan, context, options.cold ? null : champion)
                        .fit(undone(split.fit(), alone), provenance.withParent(champion.modelId())),
                shifts);
        ModelComparison comparison = ModelComparison.of(
                manifest.featureNames(),
                side(champion, before, dataset, split.compared()),
                side(challenger, judge(challenger, dataset), dataset, split.compared()),
                options.alertRate);
        return new Outcome(challenger, comparison, rows, anomalous, count(lasting), shifts, comparison.faults());
    }

    /** Whose the shifts that lasted are. Whoever accepts all anomalous rows, and keys' own statistics, ask nobody. */
    private LearnedShifts shifts(Dataset dataset, boolean[] anomalous, boolean[] lasting) {
        Manifest manifest = champion.manifest();
        if (options.acceptAnomalous || manifest.perKey() != null) {
            return LearnedShifts.unchanged(manifest.shifts());
        }
        List<LearnedShifts.Row> rows = new ArrayList<>();
        for (int i = 0; i < lasting.length; i++) {
            Dataset.Row row = dataset.rows().get(i);
            if (!anomalous[i] || lasting[i]) {
                rows.add(new LearnedShifts.Row(
                        row.key(), row.timestampMillis(), row.values(), lasting[i], anomalous[i]));
            }
        }
        return LearnedShifts.of(rows, manifest.shifts(), manifest.scaler());
    }

    /** The rows as what they would be without the shifts of single keys. */
    private static Dataset undone(Dataset dataset, KeyShifts shifts) {
        return dataset.withRows(dataset.rows().stream()
                .map(row -> row.withValues(shifts.undone(row.key(), row.timestampMillis(), row.values())))
                .toList());
    }

    private static ModelArtifact withShifts(ModelArtifact fitted, LearnedShifts shifts) {
        return shifts.shifts().isEmpty()
                ? fitted
                : ArtifactCodec.create(fitted.manifest().withShifts(shifts.shifts()), fitted.tensors());
    }

    private static String tooManyAnomalies(int anomalous, int rows) {
        return String.format(
                Locale.ROOT,
                "the champion judges %.1f %% of the rows anomalous (%.0f %% are allowed): if this is the new normal,"
                        + " give --accept-anomalous; else the input is not what the model was made for",
                100.0 * anomalous / rows,
                100 * MOST_SKIPPED);
    }

    /**
     * What a model makes of every row of a table, in its order.
     *
     * @param by the standardizer of each row; null: the row was late
     */
    private record Judged(double[] scores, double[] pValues, boolean[] anomalous, boolean[] late, Standardizer[] by) {}

    private Judged judge(ModelArtifact model, Dataset dataset) {
        int rows = dataset.rows().size();
        Judged judged = new Judged(
                new double[rows], new double[rows], new boolean[rows], new boolean[rows], new Standardizer[rows]);
        Manifest manifest = model.manifest();
        try (Scorer scorer = Scorers.create(manifest.spec(), model.tensors(), ScorerChoice.PYTORCH)) {
            Judge judge = Judge.of(manifest, options.alertRate, options.guard);
            new BatchScoring(manifest, scorer, judge, options.gap).score(dataset, new TableSink() {
                private int row;

                @Override
                public void scored(
                        Dataset.Row ignored, Verdict verdict, double[] featureNats, Standardizer standardizer) {
                    judged.scores[row] = verdict.score();
                    judged.by[row] = standardizer;
                    judged.pValues[row] = verdict.pValue();
                    judged.anomalous[row++] = verdict.anomaly();
                }

                @Override
                public void late(Dataset.Row ignored) {
                    judged.late[row++] = true;
                }
            });
        }
        return judged;
    }

    private boolean[] lasting(Dataset dataset, boolean[] anomalous) {
        boolean[] lasting = new boolean[anomalous.length];
        if (!champion.manifest().series() || !isTimed(dataset)) {
            return lasting;
        }
        Map<String, List<Integer>> byKey = new LinkedHashMap<>();
        for (int i = 0; i < anomalous.length; i++) {
            byKey.computeIfAbsent(dataset.rows().get(i).key(), key -> new ArrayList<>())
                    .add(i);
        }
        for (List<Integer> rows : byKey.values()) {
            long[] times = rows.stream()
                    .mapToLong(i -> dataset.rows().get(i).timestampMillis())
                    .toArray();
            boolean[] ofKey = new boolean[times.length];
            for (int i = 0; i < ofKey.length; i++) {
                ofKey[i] = anomalous[rows.get(i)];
            }
            boolean[] accepted = LastingShift.rows(times, ofKey, options.cooldown, options.adaptAfter);
            for (int i = 0; i < ofKey.length; i++) {
                lasting[rows.get(i)] = accepted[i];
            }
        }
        return lasting;
    }

    /**
     * Whether rows have a time. Without a time column a row's number stands for its time, and does not show how long an
     * incident lasted.
     */
    private static boolean isTimed(Dataset dataset) {
        return dataset.rows().stream().anyMatch(row -> !row.timestamp().isEmpty());
    }

    private ModelComparison.Side side(ModelArtifact model, Judged judged, Dataset dataset, List<Integer> compared) {
        Manifest manifest = model.manifest();
        double[] slopes = logSlopes(manifest.spec().shingleLength(), judged.by, dataset);
        return new ModelComparison.Side(
                compared.stream().mapToDouble(i -> judged.scores[i] + slopes[i]).toArray(),
                compared.stream().mapToDouble(i -> judged.pValues[i]).toArray(),
                Judge.of(manifest, options.alertRate).featureBaselines());
    }

    /**
     * The difference, nats a shingle, between the cost of a density in the user's units and in standardised units,
     * [rows].
     *
     * @param by the standardizer of each row's shingle; null: the row was late
     */
    private double[] logSlopes(int length, Standardizer[] by, Dataset dataset) {
        Map<String, SeriesState> shingles = new HashMap<>();
        double[] slopes = new double[by.length];
        for (int i = 0; i < slopes.length; i++) {
            Dataset.Row row = dataset.rows().get(i);
            SeriesState shingle = shingles.computeIfAbsent(row.key(), key -> new SeriesState());
            if (by[i] != null) {
                shingle.append(row.values(), row.timestampMillis(), length, options.gap);
                slopes[i] = length * by[i].logDeviations() + logBend(by[i], shingle);
            }
        }
        return slopes;
    }

    private static double logBend(Standardizer by, SeriesState shingle) {
        double sum = 0;
        for (int row = 0; row < shingle.size; row++) {
            int from = row * shingle.features;
            sum += by.logBend(Arrays.copyOfRange(shingle.rows, from, from + shingle.features));
        }
        return sum;
    }

    private static int count(boolean[] rows) {
        int count = 0;
        for (boolean row : rows) {
            count += row ? 1 : 0;
        }
        return count;
    }
}
