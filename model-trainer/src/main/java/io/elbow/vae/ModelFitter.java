// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Extensions;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.LatentSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.TrainingCurve;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.features.CalibrationSplit;
import io.elbow.features.ConditionFit;
import io.elbow.features.ConditionReader;
import io.elbow.features.Conditions;
import io.elbow.features.ShingleIndex;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Floors;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TailCalibration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** From a table of normal records to an artifact: index, split, standardise, fit, calibrate, package. */
public final class ModelFitter {
    /** Fewer shingles than this are no ground for a model. */
    public static final int LEAST_ROWS = 20;

    private final TrainingPlan plan;
    private final FitProgress progress;
    private final ModelArtifact parent;

    public ModelFitter(TrainingPlan plan, FitProgress progress) {
        this(plan, progress, null);
    }

    /** @param parent model whose weights and scaler the fit starts from; null: from random weights */
    public ModelFitter(TrainingPlan plan, FitProgress progress, ModelArtifact parent) {
        this.plan = plan;
        this.progress = progress;
        this.parent = parent;
    }

    /**
     * Fits a model.
     *
     * @throws DataException where the table cannot be learned from
     * @throws FitFailedException where the fit diverged
     */
    public ModelArtifact fit(Dataset dataset, Provenance provenance) {
        ShingleIndex index = ShingleIndex.of(dataset, plan.series(), plan.shingleLength(), plan.gap());
        requireEnough(dataset, index);
        VaeSpec spec = plan.spec(dataset.features().size());
        if (spec.takesUnitInterval()) {
            UnitInterval.require(dataset);
        }
        CalibrationSplit split =
                CalibrationSplit.of(index, plan.series(), plan.fit().seed());
        HeldBackScores heldBack = heldBackScores(split, spec);
        Fitted last = null;
        int fits = split.folds().size() + (split.refits() ? 1 : 0);
        for (int i = 0; i < split.folds().size(); i++) {
            CalibrationSplit.Fold fold = split.folds().get(i);
            last = fitOn(dataset, index, fold.fit(), spec, i + 1, fits);
            try (Scorer scorer = Scorers.create(last.spec, last.result.tensors(), ScorerChoice.PYTORCH)) {
                heldBack.add(
                        scorer,
                        new Rows(index, fold.calibration(), last.scaling.ofStream(), last.conditions, spec.inputDim()));
            }
        }
        if (split.refits()) {
            last = fitOn(dataset, index, IntStream.range(0, index.size()).toArray(), spec, fits, fits);
        }
        return artifact(dataset, index, provenance, split, heldBack, last, latents(index, split, last));
    }

    /** Over the rows held back from this model; over all where the last fit took them up too. */
    private static LatentSummary latents(ShingleIndex index, CalibrationSplit split, Fitted fitted) {
        int[] rows = split.refits()
                ? IntStream.range(0, index.size()).toArray()
                : split.folds().get(0).calibration();
        return LatentReport.of(
                fitted.spec,
                fitted.result.tensors(),
                new Rows(index, rows, fitted.scaling.ofFit(), fitted.conditions, fitted.spec.inputDim()));
    }

    private void requireEnough(Dataset dataset, ShingleIndex index) {
        if (index.size() < LEAST_ROWS) {
            String unit =
                    plan.shingleLength() == 1 ? "normal rows" : "normal shingles of " + plan.shingleLength() + " rows";
            throw new DataException(dataset.source() + " has " + index.size() + " " + unit + ", at least " + LEAST_ROWS
                    + " are needed; give more rows" + (plan.shingleLength() == 1 ? "" : " or a shorter --shingle"));
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

    private record Fitted(
            FitResult result,
            VaeSpec spec,
            FitScaling scaling,
            ConditionReader conditions,
            Conditions fitted,
            int rows,
            TrainingCurve curve) {}

    private Fitted fitOn(Dataset dataset, ShingleIndex index, int[] all, VaeSpec unconditional, int number, int fits) {
        int[] rows = trimmed(index, all, unconditional);
        FitScaling scaling = scaling(index, rows, unconditional);
        Conditions conditions = conditions(dataset, index, rows);
        VaeSpec spec =
                unconditional.withCondition(conditions.dim(), plan.condition().placement());
        ConditionReader reader = new ConditionReader(conditions, dataset.conditions());
        TrainingRows training = new Rows(index, rows, scaling.ofFit(), reader, spec.inputDim());
        Trainer trainer = Trainers.create(plan, spec);
        CurveRecorder listener = new CurveRecorder(progress.start(number, fits));
        FitResult result = trainer.fit(training, parent == null ? null : parent.tensors(), listener);
        return new Fitted(result, result.spec(), scaling, reader, conditions, rows.length, listener.curve());
    }

    private FitScaling scaling(ShingleIndex index, int[] rows, VaeSpec spec) {
        return FitScaling.of(
                standardizer(index, rows, spec),
                plan.perKey(),
                parent,
                () -> Arrays.stream(rows).mapToObj(index::lastRow).iterator());
    }

    /** Without the rows that stand apart. The held-back ones stay as they are: what they promise holds for data like all. */
    private int[] trimmed(ShingleIndex index, int[] rows, VaeSpec spec) {
        double share = plan.fit().trim();
        if (share == 0) {
            return rows;
        }
        Function<Dataset.Row, Standardizer> scaling = scaling(index, rows, spec).ofFit();
        return Trimming.kept(
                rows,
                spec.inputDim(),
                share,
                new SplittableRandom(plan.fit().seed()),
                (row, target) -> index.copyTo(row, scaling.apply(index.lastRow(row)), target, 0));
    }

    /** By the rows of this fit alone; the parent's weights mean something in its own conditions' numbers alone. */
    private Conditions conditions(Dataset dataset, ShingleIndex index, int[] rows) {
        if (parent != null) {
            return parent.manifest().extensions().conditions();
        }
        return ConditionFit.fit(
                plan.condition(),
                dataset.conditions(),
                Arrays.stream(rows).mapToObj(index::lastRow).toList());
    }

    /** The parent's weights mean something in its own scaler's units alone. */
    private Standardizer standardizer(ShingleIndex index, int[] rows, VaeSpec spec) {
        if (parent != null) {
            return parent.manifest().scaler();
        }
        return spec.takesUnitInterval()
                ? Standardizer.identity(spec.features())
                : Standardizer.fit(index.lastRows(rows), spec.features()).withKnee(plan.knee());
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
            Dataset dataset,
            ShingleIndex index,
            Provenance provenance,
            CalibrationSplit split,
            HeldBackScores heldBack,
            Fitted fitted,
            LatentSummary latents) {
        double[] scores = heldBack.scores();
        double[] judged = judged(scores, split, index);
        FitSummary summary = new FitSummary(
                fitted.rows,
                scores.length,
                fitted.result.stepsDone(),
                fitted.result.trainingNegativeElbo(),
                Arrays.stream(scores).average().orElseThrow(),
                split.crossFitted() ? "cross-fitted" : "held-back");
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                plan.detector(),
                fitted.spec,
                dataset.features(),
                plan.keyColumn(),
                plan.timestampColumn(),
                plan.series(),
                fitted.scaling.fleet(),
                Floors.of(fitted.spec, fitted.result.tensors()),
                TailCalibration.fit(judged),
                heldBack.baselines(),
                plan.alertRate(),
                plan.fit(),
                provenance,
                summary,
                Extensions.NONE
                        .withSmoothing(plan.smoothing())
                        .withConditions(fitted.fitted)
                        .withLatents(latents)
                        .withCurve(fitted.curve)
                        .withPerKey(fitted.scaling.bounded()));
        return ArtifactCodec.create(manifest, fitted.result.tensors());
    }

    private record Rows(
            ShingleIndex index,
            int[] indices,
            Function<Dataset.Row, Standardizer> standardizer,
            ConditionReader conditions,
            int inputDim)
            implements TrainingRows {
        @Override
        public int size() {
            return indices.length;
        }

        @Override
        public void copyTo(int row, float[] target, int offset) {
            Dataset.Row last = index.lastRow(indices[row]);
            index.copyTo(indices[row], standardizer.apply(last), target, offset);
            conditions.encode(last.conditions(), last.timestampMillis(), target, offset + inputDim);
        }
    }
}
