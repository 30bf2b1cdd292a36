// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.TrainingCurve;
import io.elbow.artifact.VaeSpec;
import io.elbow.budget.SurpriseFit;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.features.KeptSample;
import io.elbow.features.LearnedShifts;
import io.elbow.features.Repetition;
import io.elbow.features.SampleSplit;
import io.elbow.scoring.CalibrationRebalancing;
import io.elbow.scoring.Judge;
import io.elbow.scoring.ModelComparison;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TailCalibration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits a challenger to samples that a running job kept, from the champion's weights and in its scaler's units,
 * calibrates it on samples that the fit did not see, and compares it with the champion on samples that neither part
 * saw. Where each key has its own statistics, a sample is standardised as the stream did it, and what the champion knew
 * of its keys passes on as it is: the running job's statistics are its own.
 *
 * <p>The same samples, champion and options give the same bits.
 */
public final class RefreshFit {
    /** Samples below which there is nothing to calibrate or to compare on. */
    public static final int LEAST_ROWS = 100;

    private final ModelArtifact champion;
    private final Options options;

    /**
     * What a job kept, each list ordered by key and event time.
     *
     * @param learned to fit on, to calibrate on and to compare on
     * @param guarded what a guard kept out of {@code learned} for its low p-value: no fit sees it, a calibration needs
     *     it
     * @param canaries records that must stay anomalous
     */
    public record Samples(
            List<? extends KeptSample> learned,
            List<? extends KeptSample> guarded,
            List<? extends KeptSample> canaries) {
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
     * @param conditions that the samples carry, in order
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
     * @param shifts of keys that it learned
     * @param faults why the champion is kept; empty: the challenger may take its place
     */
    public record Outcome(
            ModelArtifact challenger,
            ModelComparison comparison,
            int fitRows,
            int calibrationRows,
            int canaries,
            int canariesKept,
            LearnedShifts shifts,
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
     */
    public Outcome fit(Samples samples, FitListener listener) {
        requireRefreshable(samples.learned);
        LearnedShifts shifts = SampleShifts.of(champion, samples.learned, options.conditions, options.alertRate);
        Samples kept = new Samples(SampleShifts.kept(shifts, samples.learned), samples.guarded, samples.canaries);
        requireRefreshable(kept.learned);
        SampleSplit split = split(kept.learned);
        CurveRecorder curve = new CurveRecorder(listener);
        Manifest scaled = champion.manifest().withShifts(shifts.shifts());
        FitResult result = Trainers.create(scaled.spec(), options.fit)
                .fit(repeated(scaled, kept.learned, split.fit()), champion.tensors(), curve);
        return judged(kept, split, packaged(scaled, kept, split, result, curve.curve()), shifts);
    }

    private void requireRefreshable(List<? extends KeptSample> rows) {
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

    private SampleSplit split(List<? extends KeptSample> rows) {
        VaeSpec spec = champion.manifest().spec();
        return SampleSplit.of(
                rows.size(),
                spec.shingleLength(),
                options.fit.seed(),
                (older, newer) -> rows.get(older).sharesRows(rows.get(newer), spec.features()));
    }

    /** The rows to fit on, those of a new normal repeated. */
    private SampleRows repeated(Manifest scaled, List<? extends KeptSample> rows, int[] fit) {
        return of(scaled, rows, Repetition.of(fit, row -> rows.get(row).anomaly()));
    }

    private Outcome judged(Samples samples, SampleSplit split, ModelArtifact challenger, LearnedShifts shifts) {
        ModelComparison comparison = ModelComparison.of(
                champion.manifest().featureNames(),
                side(champion, samples.learned, split.compared()),
                side(challenger, samples.learned, split.compared()),
                options.alertRate);
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
                shifts,
                faults);
    }

    private CanaryCount canaries(List<? extends KeptSample> canaries, ModelArtifact challenger) {
        return CanaryCount.of(
                scores(champion, canaries).pValues(),
                scores(challenger, canaries).pValues(),
                options.alertRate);
    }

    private ModelArtifact packaged(
            Manifest manifest, Samples samples, SampleSplit split, FitResult result, TrainingCurve curve) {
        VaeSpec spec = result.spec();
        SampleRows held = of(manifest, samples.learned, split.calibration());
        SampleRows guarded = all(manifest, samples.guarded);
        HeldBackScores heldBack = new HeldBackScores(held.size(), spec.inputDim());
        HeldBackScores keptOut = new HeldBackScores(guarded.size(), spec.inputDim());
        try (Scorer scorer = Scorers.create(spec, result.tensors(), ScorerChoice.PYTORCH)) {
            heldBack.add(scorer, held);
            keptOut.add(scorer, guarded);
        }
        TailCalibration calibration = TailCalibration.fit(CalibrationRebalancing.balanced(
                joined(
                        scores(champion, samples.learned, split.calibration()).nats(),
                        scores(champion, samples.guarded).nats()),
                joined(heldBack.scores(), keptOut.scores(heldBack.baselines())),
                adopted(samples.learned, split.calibration(), guarded.size()),
                manifest.calibration(),
                options.lost()));
        ArtifactAssembler assembler = new ArtifactAssembler(
                manifest.detector(),
                manifest.columns(),
                manifest.scaling(),
                manifest.conditions(),
                manifest.smoothing(),
                manifest.alertRate(),
                options.fit,
                DataProvenance.ofSamples(manifest.featureNames(), samples.learned, options.time)
                        .withParent(champion.modelId()));
        return assembler.assemble(
                result,
                split.fit().length,
                new ArtifactAssembler.Calibration(
                        heldBack, calibration, "held-back", manifest.unseenCost(), surprise(manifest, heldBack)),
                LatentReport.of(spec, result.tensors(), held),
                curve);
    }

    /** Samples are too few and too far apart to count openings on: the peaks stay the champion's. */
    private static SurpriseFit surprise(Manifest champion, HeldBackScores heldBack) {
        return champion.surprise() == null ? null : champion.surprise().withScores(heldBack.scores());
    }

    /** Of the rows calibrated on, and, as none was, of those that the guard kept out. */
    private static boolean[] adopted(List<? extends KeptSample> learned, int[] held, int guarded) {
        boolean[] adopted = new boolean[held.length + guarded];
        for (int i = 0; i < held.length; i++) {
            adopted[i] = learned.get(held[i]).anomaly();
        }
        return adopted;
    }

    private static double[] joined(double[] first, double[] second) {
        double[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** Both models standardise a row alike but for shifts, so that their costs compare with these alone. */
    private ModelComparison.Side side(ModelArtifact model, List<? extends KeptSample> rows, int[] indices) {
        SampleScores scores = scores(model, rows, indices);
        double[] factors = of(model.manifest(), rows, indices).logFactors();
        double[] costs = new double[factors.length];
        Arrays.setAll(costs, i -> scores.nats()[i] + factors[i]);
        return new ModelComparison.Side(
                costs,
                scores.pValues(),
                Judge.of(model.manifest(), options.alertRate).featureBaselines());
    }

    private SampleScores scores(ModelArtifact model, List<? extends KeptSample> rows) {
        return SampleScores.of(model, all(model.manifest(), rows), options.alertRate);
    }

    private SampleScores scores(ModelArtifact model, List<? extends KeptSample> rows, int[] indices) {
        return SampleScores.of(model, of(model.manifest(), rows, indices), options.alertRate);
    }

    private SampleRows all(Manifest model, List<? extends KeptSample> rows) {
        return of(model, rows, IntStream.range(0, rows.size()).toArray());
    }

    private SampleRows of(Manifest model, List<? extends KeptSample> rows, int[] indices) {
        return new SampleRows(model, options.conditions, rows, indices);
    }
}
