// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.DerivedFeature;
import io.elbow.artifact.LatentSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.features.CalibrationSplit;
import io.elbow.features.ShingleIndex;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TailCalibration;
import java.util.List;
import java.util.stream.IntStream;

/** From a table of normal records to an artifact: index, split, standardise, fit, calibrate, package. */
public final class ModelFitter {
    /** Fewer shingles than this are no ground for a model. */
    public static final int LEAST_ROWS = 20;

    private final TrainingPlan plan;
    private final FitContext context;
    private final ModelArtifact parent;

    /** From random weights, on the CPU. */
    public ModelFitter(TrainingPlan plan, FitProgress progress) {
        this(plan, FitContext.of(progress), null);
    }

    /** @param parent model whose weights and scaler the fit starts from; null: from random weights */
    public ModelFitter(TrainingPlan plan, FitContext context, ModelArtifact parent) {
        this.plan = plan;
        this.context = context;
        this.parent = parent;
    }

    /**
     * Fits a model. Where a stop is asked for, the fits end and the newest weights that held-back rows have judged
     * become the model; see {@link Interruption}.
     *
     * @throws DataException where the table cannot be learned from
     * @throws FitFailedException where the fit diverged
     * @throws FitInterruptedException where a stop was asked for while the first fit was warming up
     */
    public ModelArtifact fit(Dataset dataset, Provenance provenance) {
        ShingleIndex index = ShingleIndex.of(
                dataset,
                plan.rows().series(),
                plan.rows().shingleLength(),
                plan.rows().gap());
        requireEnough(dataset, index);
        VaeSpec spec = plan.spec(dataset.features().size());
        if (spec.takesUnitInterval()) {
            UnitInterval.require(dataset);
        }
        CalibrationSplit split =
                CalibrationSplit.of(index, plan.rows().series(), plan.fit().seed());
        HeldBackScores heldBack = heldBackScores(split, spec);
        Fits fits = run(new SingleFit(plan, parent, context, dataset, index, spec), split, index, heldBack);
        return artifact(dataset, index, provenance, fits, heldBack);
    }

    /**
     * What the fits came to.
     *
     * @param kept the fit whose weights are the model's
     * @param split whose held-back rows have been judged
     */
    private record Fits(SingleFit.Fitted kept, CalibrationSplit split) {}

    private Fits run(SingleFit fit, CalibrationSplit split, ShingleIndex index, HeldBackScores heldBack) {
        SingleFit.Fitted kept = null;
        for (int number = 1; number <= split.fits(); number++) {
            if (kept != null && context.stop().isMade()) {
                return interrupted(new Interruption(number, split.fits(), 0, 0, number - 1), kept, split);
            }
            boolean held = number <= split.folds().size();
            int[] rows = held ? split.folds().get(number - 1).fit() : allOf(index);
            SingleFit.Fitted fitted = fit.on(rows, number, split.fits());
            boolean ends = fitted.result().interrupted();
            if (ends && kept == null) {
                requireWarm(fitted);
            }
            if (!ends || kept == null) {
                kept = fitted;
                if (held) {
                    judge(kept, split.folds().get(number - 1), heldBack);
                }
            }
            if (ends) {
                return interrupted(interruption(fitted.last(), number, split.fits()), kept, split);
            }
        }
        return new Fits(kept, split);
    }

    private Fits interrupted(Interruption interruption, SingleFit.Fitted kept, CalibrationSplit split) {
        context.progress().interrupted(interruption);
        return new Fits(kept, split.upTo(interruption.keptFit()));
    }

    private static Interruption interruption(FitStep last, int number, int fits) {
        return new Interruption(number, fits, last.step(), last.steps(), Math.max(1, number - 1));
    }

    private static void judge(SingleFit.Fitted fitted, CalibrationSplit.Fold fold, HeldBackScores heldBack) {
        try (Scorer scorer = Scorers.create(fitted.spec(), fitted.result().tensors(), ScorerChoice.PYTORCH)) {
            heldBack.add(scorer, fitted.heldBack(fold.calibration()));
            heldBack.addNewCategories(fitted.newCategories(fold.calibration()));
        }
    }

    /** Weights that are still warming up score nothing well. */
    private void requireWarm(SingleFit.Fitted fitted) {
        int warm = Math.max(
                plan.fit().optimiser().warmUpSteps(), plan.fit().divergence().klWarmUpSteps());
        FitStep last = fitted.last();
        if (fitted.spec().family().hasNetwork() && last.step() <= warm) {
            throw new FitInterruptedException("interrupted at step " + last.step() + " of " + last.steps()
                    + ", while the first " + warm
                    + " steps warm up: there is nothing to keep yet, and no model is written");
        }
    }

    /** Over the rows held back from this model; over all where the last fit took them up too. */
    private static LatentSummary latents(ShingleIndex index, Fits fits) {
        List<CalibrationSplit.Fold> folds = fits.split.folds();
        int[] rows =
                fits.split.refits() ? allOf(index) : folds.get(folds.size() - 1).calibration();
        return LatentReport.of(fits.kept.spec(), fits.kept.result().tensors(), fits.kept.asFitted(rows));
    }

    private static int[] allOf(ShingleIndex index) {
        return IntStream.range(0, index.size()).toArray();
    }

    private void requireEnough(Dataset dataset, ShingleIndex index) {
        if (index.size() < LEAST_ROWS) {
            int length = plan.rows().shingleLength();
            String unit = length == 1 ? "normal rows" : "normal shingles of " + length + " rows";
            throw new DataException(dataset.source() + " has " + index.size() + " " + unit + ", at least " + LEAST_ROWS
                    + " are needed; give more rows" + (length == 1 ? "" : " or a shorter --shingle"));
        }
    }

    private static HeldBackScores heldBackScores(CalibrationSplit split, VaeSpec spec) {
        int rows = split.folds().stream()
                .mapToInt(fold -> fold.calibration().length)
                .sum();
        if (rows == 0 || split.folds().stream().anyMatch(fold -> fold.fit().length == 0)) {
            throw new DataException("no rows are left to calibrate on: the series are too short for a shingle of "
                    + spec.shingleLength() + " rows; give longer series or a shorter --shingle");
        }
        return new HeldBackScores(rows, spec.inputDim());
    }

    /** What verdicts rest on: the scores, or their average along each unbroken run of held-back rows. */
    private double[] judged(double[] scores, CalibrationSplit split, ShingleIndex index) {
        double[] smoothed = scores.clone();
        if (!plan.smoothing().judged()) {
            return smoothed;
        }
        Smoothing.Step step = plan.smoothing().step();
        int at = 0;
        for (CalibrationSplit.Fold fold : split.folds()) {
            int[] held = fold.calibration();
            for (int i = 0; i < held.length; i++, at++) {
                boolean follows = i > 0
                        && index.run(held[i]) == index.run(held[i - 1])
                        && index.position(held[i]) == index.position(held[i - 1]) + 1;
                double before = follows ? smoothed[at - 1] : Smoothing.NOTHING;
                smoothed[at] = step.next(before, scores[at]);
            }
        }
        return smoothed;
    }

    private ModelArtifact artifact(
            Dataset dataset, ShingleIndex index, Provenance provenance, Fits fits, HeldBackScores heldBack) {
        SingleFit.Fitted fitted = fits.kept;
        TrainingPlan.Origin origin = plan.origin();
        TailCalibration tail = TailCalibration.fit(judged(heldBack.scores(), fits.split, index));
        ArtifactAssembler assembler = new ArtifactAssembler(
                origin.detector(),
                new Manifest.Columns(
                        dataset.features(),
                        origin.keyColumn(),
                        origin.timestampColumn(),
                        origin.timestampUnit(),
                        plan.rows().series(),
                        derived(dataset)),
                new Manifest.Scaling(
                        scaler(fitted, heldBack, tail), fitted.scaling().bounded()),
                fitted.fitted(),
                plan.smoothing(),
                plan.alertRate(),
                plan.fit(),
                onDevice(provenance, fitted.spec()));
        ArtifactAssembler.Calibration calibration = new ArtifactAssembler.Calibration(
                heldBack,
                tail,
                fits.split.crossFitted() ? "cross-fitted" : "held-back",
                UnseenCost.of(fitted.fitted(), fitted.rows(), heldBack, tail, plan.alertRate()),
                isTimed() ? NormalSeries.surprise(fitted, index, heldBack.baselines()) : null);
        return assembler.assemble(fitted.result(), fitted.rows(), calibration, latents(index, fits), fitted.curve());
    }

    /** Whether openings of incidents can be counted. */
    private boolean isTimed() {
        return plan.rows().series() && plan.origin().timestampColumn() != null;
    }

    private static List<DerivedFeature> derived(Dataset dataset) {
        return dataset.sources().stream()
                .filter(source -> !source.isPlain())
                .map(source -> new DerivedFeature(source.feature(), source.field(), source.as()))
                .toList();
    }

    /** With bounds for what stood still; a parent's weights have learned its own. */
    private Standardizer scaler(SingleFit.Fitted fitted, HeldBackScores heldBack, TailCalibration tail) {
        Standardizer scaler = fitted.scaling().global();
        if (parent != null || scaler.still() == null) {
            return scaler;
        }
        double worth = StillInputs.worth(heldBack, tail.threshold(plan.alertRate()));
        int[] some = IntStream.range(
                        0, Math.min(StillInputs.ROWS, fitted.index().size()))
                .toArray();
        try (Scorer scorer = Scorers.create(fitted.spec(), fitted.result().tensors(), ScorerChoice.PYTORCH)) {
            return scaler.withBounds(StillInputs.bounds(scorer, fitted.spec(), scaler, fitted.asFitted(some), worth));
        }
    }

    private Provenance onDevice(Provenance provenance, VaeSpec spec) {
        boolean other = context.device() != ComputeDevice.CPU && spec.family().hasNetwork();
        return other ? provenance.withDevice(context.device().configName()) : provenance;
    }
}
