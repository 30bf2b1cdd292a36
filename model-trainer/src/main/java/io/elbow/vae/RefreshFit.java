// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.TrainingCurve;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.features.Repetition;
import io.elbow.features.SampleSplit;
import io.elbow.features.Standardizer;
import io.elbow.scoring.CalibrationRebalancing;
import io.elbow.scoring.Floors;
import io.elbow.scoring.Judge;
import io.elbow.scoring.ModelComparison;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TailCalibration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Fits a challenger to samples that a running job kept, from the champion's weights and in its scaler's units,
 * calibrates it on samples that the fit did not see, and compares it with the champion on samples that neither part
 * saw. Where each key has its own statistics, a sample is standardised as the stream did it, and what the champion knew
 * of its keys passes on as it is: the running job's statistics are its own.
 *
 * <p>Fits of one JVM take turns. The same samples, champion and options give the same bits.
 */
public final class RefreshFit {
    /** Samples below which there is nothing to calibrate or to compare on. */
    public static final int LEAST_ROWS = 100;

    private static final ReentrantLock TURN = new ReentrantLock();

    private final ModelArtifact champion;
    private final Options options;

    /**
     * A kept shingle.
     *
     * @param values [length * features], the user's units, oldest row first; NaN: missing
     * @param conditions one text a condition, in the order of {@link Options#conditions}
     * @param adopted whether it was anomalous when it was scored, and is learned as its key's new normal
     * @param own what standardised it in the stream where each key has its own statistics, without a knee; null: not
     *     known, or the scaler of all keys. A model that standardises all keys alike does not ask
     */
    public record Row(
            String key, long timestampMillis, double[] values, String[] conditions, boolean adopted, Standardizer own) {
        /** Without statistics of its own. */
        public Row(String key, long timestampMillis, double[] values, String[] conditions, boolean adopted) {
            this(key, timestampMillis, values, conditions, adopted, null);
        }

        /** Whether the newest row of this shingle is one of a newer shingle's. */
        boolean sharesRows(Row newer, int features) {
            if (!key.equals(newer.key)) {
                return false;
            }
            int last = values.length - features;
            for (int at = 0; at < last; at += features) {
                if (Arrays.equals(values, last, values.length, newer.values, at, at + features)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * What a job kept, each list ordered by key and event time.
     *
     * @param learned to fit on, to calibrate on and to compare on
     * @param guarded what a guard kept out of {@code learned} for its low p-value: no fit sees it, a calibration needs
     *     it
     * @param canaries records that must stay anomalous
     */
    public record Samples(List<Row> learned, List<Row> guarded, List<Row> canaries) {
        public Samples {
            learned = List.copyOf(learned);
            guarded = List.copyOf(guarded);
            canaries = List.copyOf(canaries);
        }
    }

    /**
     * How to go about it.
     *
     * @param alertRate the detector's
     * @param conditions that the rows carry, in order
     * @param time of the fit
     * @param guard least p-value, by the champion, of what is learned; 0: all is
     */
    public record Options(FitOptions fit, double alertRate, List<String> conditions, Instant time, double guard) {
        public Options {
            conditions = List.copyOf(conditions);
        }

        /** Share of normal records that are not learned: those found anomalous are not let through either. */
        double lost() {
            return guard <= 0 ? 0 : Math.max(guard, alertRate);
        }
    }

    /**
     * What came of it.
     *
     * @param canaries records of past incidents that are clearly anomalous to the champion
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
     * @param listener hears of every step, and may end the fit by an exception
     * @throws FitFailedException where too few rows are given, the model cannot be refreshed, or no finite model came
     *     of it
     * @throws InterruptedException while it waited for its turn
     */
    public Outcome fit(Samples samples, FitListener listener) throws InterruptedException {
        requireRefreshable(samples.learned);
        TURN.lockInterruptibly();
        try {
            return inTurn(samples, listener);
        } finally {
            TURN.unlock();
        }
    }

    private void requireRefreshable(List<Row> rows) {
        if (rows.size() < LEAST_ROWS) {
            throw new FitFailedException(
                    "a refresh needs at least " + LEAST_ROWS + " samples but there are " + rows.size());
        }
        if (champion.manifest().smoothing().judged()) {
            throw new FitFailedException(
                    "the model's verdicts rest on averages of successive scores, which samples of a"
                            + " stream cannot calibrate; use retrain, or train without --alert-on-smoothed");
        }
    }

    private Outcome inTurn(Samples samples, FitListener listener) {
        List<Row> rows = samples.learned;
        Manifest manifest = champion.manifest();
        VaeSpec spec = manifest.spec();
        SampleSplit split = SampleSplit.of(
                rows.size(),
                spec.shingleLength(),
                options.fit.seed(),
                (older, newer) -> rows.get(older).sharesRows(rows.get(newer), spec.features()));
        TrainingPlan plan = TrainingPlan.like(manifest, null, options.fit);
        CurveRecorder curve = new CurveRecorder(listener);
        FitResult result = Trainers.create(plan, spec)
                .fit(of(rows, Repetition.of(split.fit(), row -> rows.get(row).adopted)), champion.tensors(), curve);
        ModelArtifact challenger = packaged(samples, split, result, curve.curve());
        SampleRows compared = of(rows, split.compared());
        ModelComparison comparison = ModelComparison.of(
                manifest.featureNames(), side(champion, compared), side(challenger, compared), options.alertRate);
        CanaryCount canaries = canaries(samples.canaries, challenger);
        List<String> faults = new ArrayList<>(comparison.faults());
        canaries.fault().ifPresent(faults::add);
        return new Outcome(
                challenger,
                comparison,
                split.fit().length,
                split.calibration().length,
                canaries.flagged(),
                canaries.kept(),
                faults);
    }

    private CanaryCount canaries(List<Row> canaries, ModelArtifact challenger) {
        SampleRows rows = all(canaries);
        return CanaryCount.of(
                side(champion, rows).pValues(), side(challenger, rows).pValues(), options.alertRate);
    }

    private ModelArtifact packaged(Samples samples, SampleSplit split, FitResult result, TrainingCurve curve) {
        Manifest manifest = champion.manifest();
        VaeSpec spec = result.spec();
        SampleRows held = of(samples.learned, split.calibration());
        SampleRows guarded = all(samples.guarded);
        HeldBackScores heldBack = new HeldBackScores(held.size(), spec.inputDim());
        HeldBackScores keptOut = new HeldBackScores(guarded.size(), spec.inputDim());
        try (Scorer scorer = Scorers.create(spec, result.tensors(), ScorerChoice.PYTORCH)) {
            heldBack.add(scorer, held);
            keptOut.add(scorer, guarded);
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
                manifest.columns(),
                manifest.scaling(),
                manifest.conditions(),
                new Manifest.Verdicts(
                        Floors.of(spec, result.tensors()),
                        TailCalibration.fit(CalibrationRebalancing.balanced(
                                joined(
                                        side(champion, held).nats(),
                                        side(champion, guarded).nats()),
                                joined(scores, keptOut.scores(heldBack.baselines())),
                                adopted(samples.learned, split.calibration(), guarded.size()),
                                manifest.calibration(),
                                options.lost())),
                        heldBack.baselines(),
                        manifest.alertRate(),
                        manifest.smoothing()),
                new Manifest.Training(
                        options.fit,
                        DataProvenance.ofSamples(manifest.featureNames(), samples.learned, options.time)
                                .withParent(champion.modelId()),
                        summary,
                        LatentReport.of(spec, result.tensors(), held),
                        curve));
        return ArtifactCodec.create(refreshed, result.tensors());
    }

    /** Of the rows calibrated on, and, as none was, of those that the guard kept out. */
    private static boolean[] adopted(List<Row> learned, int[] held, int guarded) {
        boolean[] adopted = new boolean[held.length + guarded];
        for (int i = 0; i < held.length; i++) {
            adopted[i] = learned.get(held[i]).adopted;
        }
        return adopted;
    }

    private static double[] joined(double[] first, double[] second) {
        double[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** Both models standardise a row alike, so that their costs compare as they are. */
    private ModelComparison.Side side(ModelArtifact model, SampleRows rows) {
        Manifest manifest = model.manifest();
        SampleScores scores = SampleScores.of(model, rows, options.alertRate);
        return new ModelComparison.Side(
                scores.nats(),
                scores.pValues(),
                Judge.of(manifest, options.alertRate).featureBaselines());
    }

    private SampleRows all(List<Row> rows) {
        return of(rows, IntStream.range(0, rows.size()).toArray());
    }

    private SampleRows of(List<Row> rows, int[] indices) {
        return new SampleRows(champion.manifest(), options.conditions, rows, indices);
    }
}
