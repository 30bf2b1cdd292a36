// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.features.SampleSplit;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Floors;
import io.elbow.scoring.GuardedScores;
import io.elbow.scoring.ModelComparison;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TailCalibration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Fits a challenger to samples that a running job kept, from the champion's weights and in its scaler's units, calibrates it
 * on samples that the fit did not see, and compares it with the champion on samples that neither part saw. Where each key
 * has its own statistics, a sample is standardised as the stream did it, and what the champion knew of its keys passes on as
 * it is: the running job's statistics are its own.
 *
 * <p>Fits of one JVM take turns. The same samples, champion and options give the same bits.
 */
public final class RefreshFit {
    /** Samples below which there is nothing to calibrate or to compare on. */
    public static final int LEAST_ROWS = 100;

    /** Of the canaries that the champion flags, the share that the challenger must flag. */
    static final double CANARIES_KEPT = 0.8;

    private static final int LEAST_CANARIES = 5;
    private static final ReentrantLock TURN = new ReentrantLock();

    private final ModelArtifact champion;
    private final Options options;

    /**
     * A kept shingle.
     *
     * @param values [length * features], the user's units, oldest row first; NaN: missing
     * @param conditions one text a condition, in the order of {@link Options#conditions}
     * @param own what standardised it in the stream where each key has its own statistics, without a knee; null: not
     *     known, or the scaler of all keys. A model that standardises all keys alike does not ask
     */
    public record Row(String key, long timestampMillis, double[] values, String[] conditions, Standardizer own) {
        /** Without statistics of its own. */
        public Row(String key, long timestampMillis, double[] values, String[] conditions) {
            this(key, timestampMillis, values, conditions, null);
        }
    }

    /**
     * How to go about it.
     *
     * @param alertRate the detector's
     * @param conditions that the rows carry, in order
     * @param time of the fit
     * @param guard least p-value, by the champion, of the rows that were kept; 0: all were
     */
    public record Options(FitOptions fit, double alertRate, List<String> conditions, Instant time, double guard) {
        /** With rows of all p-values. */
        public Options(FitOptions fit, double alertRate, List<String> conditions, Instant time) {
            this(fit, alertRate, conditions, time, 0);
        }

        public Options {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * What came of it.
     *
     * @param canaries records of past incidents that the champion flags
     * @param canariesKept how many of them the challenger flags
     * @param faults why the champion is kept; empty: the challenger may take its place
     */
    public record Outcome(
            ModelArtifact challenger,
            ModelComparison comparison,
            int fitRows,
            int calibrationRows,
            int canaries,
            int canariesKept,
            List<String> faults) {
        public boolean accepted() {
            return faults.isEmpty();
        }
    }

    public RefreshFit(ModelArtifact champion, Options options) {
        this.champion = champion;
        this.options = options;
    }

    /**
     * Fits and judges.
     *
     * @param rows ordered by key and event time
     * @param canaries records that must stay anomalous
     * @param listener hears of every step, and may end the fit by an exception
     * @throws FitFailedException where too few rows are given, the model cannot be refreshed, or no finite model came of it
     * @throws InterruptedException while it waited for its turn
     */
    public Outcome fit(List<Row> rows, List<Row> canaries, FitListener listener) throws InterruptedException {
        requireRefreshable(rows);
        TURN.lockInterruptibly();
        try {
            return inTurn(rows, canaries, listener);
        } finally {
            TURN.unlock();
        }
    }

    private void requireRefreshable(List<Row> rows) {
        if (rows.size() < LEAST_ROWS) {
            throw new FitFailedException(
                    "a refresh needs at least " + LEAST_ROWS + " samples but there are " + rows.size());
        }
        if (champion.manifest().extensions().smoothing().judged()) {
            throw new FitFailedException(
                    "the model's verdicts rest on averages of successive scores, which samples of a"
                            + " stream cannot calibrate; use retrain, or train without --alert-on-smoothed");
        }
    }

    private Outcome inTurn(List<Row> rows, List<Row> canaries, FitListener listener) {
        Manifest manifest = champion.manifest();
        VaeSpec spec = manifest.spec();
        SampleSplit split = SampleSplit.of(rows.size(), spec.shingleLength(), options.fit.seed());
        TrainingPlan plan = TrainingPlan.like(manifest, null, options.fit);
        FitResult result = Trainers.create(plan, spec).fit(of(rows, split.fit()), champion.tensors(), listener);
        ModelArtifact challenger = packaged(rows, split, result);
        SampleRows compared = of(rows, split.compared());
        ModelComparison comparison = ModelComparison.of(
                manifest.featureNames(), side(champion, compared), side(challenger, compared), options.alertRate);
        int flagged = 0;
        int kept = 0;
        if (!canaries.isEmpty()) {
            SampleRows all = of(canaries, IntStream.range(0, canaries.size()).toArray());
            double[] before = side(champion, all).pValues();
            double[] after = side(challenger, all).pValues();
            for (int i = 0; i < before.length; i++) {
                boolean byChampion = before[i] <= options.alertRate;
                flagged += byChampion ? 1 : 0;
                kept += byChampion && after[i] <= options.alertRate ? 1 : 0;
            }
        }
        List<String> faults = new ArrayList<>(comparison.faults());
        if (flagged >= LEAST_CANARIES && kept < CANARIES_KEPT * flagged) {
            faults.add(String.format(
                    Locale.ROOT,
                    "of %d records of past incidents it finds only %d anomalous, %.0f %% are asked for",
                    flagged,
                    kept,
                    100 * CANARIES_KEPT));
        }
        return new Outcome(
                challenger, comparison, split.fit().length, split.calibration().length, flagged, kept, faults);
    }

    private ModelArtifact packaged(List<Row> rows, SampleSplit split, FitResult result) {
        Manifest manifest = champion.manifest();
        VaeSpec spec = result.spec();
        SampleRows held = of(rows, split.calibration());
        HeldBackScores heldBack = new HeldBackScores(held.size(), spec.inputDim());
        try (Scorer scorer = Scorers.create(spec, result.tensors(), ScorerChoice.PYTORCH)) {
            heldBack.add(scorer, held);
        }
        double[] scores = heldBack.scores();
        FitSummary summary = new FitSummary(
                split.fit().length,
                scores.length,
                result.stepsDone(),
                result.trainingNegativeElbo(),
                Arrays.stream(scores).average().orElseThrow(),
                "held-back");
        Manifest refreshed = new Manifest(
                Manifest.FORMAT_VERSION,
                manifest.detector(),
                spec,
                manifest.featureNames(),
                manifest.keyColumn(),
                manifest.timestampColumn(),
                manifest.series(),
                manifest.scaler(),
                Floors.of(spec, result.tensors()),
                TailCalibration.fit(GuardedScores.completed(
                        side(champion, held).nats(), scores, manifest.calibration(), options.guard)),
                heldBack.baselines(),
                manifest.alertRate(),
                options.fit,
                DataProvenance.ofSamples(manifest.featureNames(), rows, options.time)
                        .withParent(champion.modelId()),
                summary,
                manifest.extensions().withLatents(LatentReport.of(spec, result.tensors(), held)));
        return ArtifactCodec.create(refreshed, result.tensors());
    }

    /** Both models standardise a row alike, so that their costs compare as they are. */
    private ModelComparison.Side side(ModelArtifact model, SampleRows rows) {
        Manifest manifest = model.manifest();
        int features = manifest.spec().features();
        SampleScores scores = SampleScores.of(model, rows, options.alertRate);
        double[] baselines = new double[features];
        for (int i = 0; i < manifest.baselines().length; i++) {
            baselines[i % features] += manifest.baselines()[i];
        }
        return new ModelComparison.Side(scores.nats(), scores.pValues(), baselines);
    }

    private SampleRows of(List<Row> rows, int[] indices) {
        return new SampleRows(champion.manifest(), options.conditions, rows, indices);
    }
}
