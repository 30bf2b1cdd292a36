// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.TrainingCurve;
import io.elbow.artifact.VaeSpec;
import io.elbow.data.Dataset;
import io.elbow.features.ConditionFit;
import io.elbow.features.ConditionReader;
import io.elbow.features.Conditions;
import io.elbow.features.ShingleIndex;
import io.elbow.features.Standardizer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** One of a model's fits. It trims, standardises and encodes its rows using only these rows, and trains on them. */
final class SingleFit {
    private final TrainingPlan plan;
    private final ModelArtifact parent;
    private final FitContext context;
    private final Dataset dataset;
    private final ShingleIndex index;
    private final VaeSpec unconditional;

    /**
     * Prepares a fit.
     *
     * @param parent model whose weights and scaler the fit starts from; null: from random weights
     * @param unconditional the specification before the rows' conditions are added
     */
    SingleFit(
            TrainingPlan plan,
            ModelArtifact parent,
            FitContext context,
            Dataset dataset,
            ShingleIndex index,
            VaeSpec unconditional) {
        this.plan = plan;
        this.parent = parent;
        this.context = context;
        this.dataset = dataset;
        this.index = index;
        this.unconditional = unconditional;
    }

    /**
     * The result of a fit.
     *
     * @param conditions encodes rows
     * @param fitted the encoding that was learned
     * @param rows rows that were fitted to
     * @param curve of the steps
     * @param last the last step
     */
    record Fitted(
            ShingleIndex index,
            FitResult result,
            FitScaling scaling,
            ConditionReader conditions,
            Conditions fitted,
            int rows,
            TrainingCurve curve,
            FitStep last) {
        VaeSpec spec() {
            return result.spec();
        }

        /** Shingles that the fit never saw, standardised as the job would. */
        TrainingRows heldBack(int[] indices) {
            return new Rows(index, indices, scaling.ofStream(), conditions, spec().inputDim());
        }

        /** How many of these shingles have a category that no row of the fit had. */
        long newCategories(int[] indices) {
            return Arrays.stream(indices)
                    .filter(i -> conditions.hasNewCategory(index.lastRow(i).conditions()))
                    .count();
        }

        /** Shingles, standardised as for the fit. */
        TrainingRows asFitted(int[] indices) {
            return new Rows(index, indices, scaling.ofFit(), conditions, spec().inputDim());
        }
    }

    /**
     * Fits to the shingles with these indices.
     *
     * @param number number of the fit, from 1
     * @param fits number of fits in total
     */
    Fitted on(int[] all, int number, int fits) {
        int[] rows = trimmed(all);
        FitScaling scaling = scaling(rows);
        Conditions conditions = conditions(rows);
        VaeSpec spec =
                unconditional.withCondition(conditions.dim(), plan.condition().placement());
        ConditionReader reader = new ConditionReader(conditions, dataset.conditions());
        TrainingRows training = new Rows(index, rows, scaling.ofFit(), reader, spec.inputDim());
        CurveRecorder listener = new CurveRecorder(context.progress().start(number, fits));
        FitResult result = Trainers.create(spec, plan.fit(), plan.opensLatents(), context.device(), context.threads())
                .fit(training, parent == null ? null : parent.tensors(), listener, context.stop());
        if (parent == null) {
            result = StillInputs.hidden(result, scaling.global());
        }
        return new Fitted(index, result, scaling, reader, conditions, rows.length, listener.curve(), listener.last());
    }

    private FitScaling scaling(int[] rows) {
        return FitScaling.of(
                standardizer(rows),
                plan.scaling().perKey(),
                parent,
                () -> Arrays.stream(rows).mapToObj(index::lastRow).iterator());
    }

    /**
     * Leaves out the rows that stand apart. Held-back rows are not trimmed, so that their promised rate holds for all
     * data.
     */
    private int[] trimmed(int[] rows) {
        double share = plan.fit().trim();
        if (share == 0) {
            return rows;
        }
        Function<Dataset.Row, Standardizer> scaling = scaling(rows).ofFit();
        return Trimming.kept(
                rows,
                unconditional.inputDim(),
                share,
                new SplittableRandom(plan.fit().seed()),
                (row, target) -> index.copyTo(row, scaling.apply(index.lastRow(row)), target, 0));
    }

    /**
     * Encodes conditions by the rows of this fit only. With a parent its encoding is used, because its weights fit no
     * other.
     */
    private Conditions conditions(int[] rows) {
        if (parent != null) {
            return parent.manifest().conditions();
        }
        return ConditionFit.fit(
                plan.condition(),
                dataset.conditions(),
                Arrays.stream(rows).mapToObj(index::lastRow).toList());
    }

    /**
     * Standardises by the rows of this fit only. With a parent its scaler is used, because its weights fit no other.
     */
    private Standardizer standardizer(int[] rows) {
        if (parent != null) {
            return parent.manifest().scaler();
        }
        int features = unconditional.features();
        if (unconditional.takesUnitInterval()) {
            return Standardizer.identity(features);
        }
        Standardizer fitted = Standardizer.fit(index.lastRows(rows), features);
        // Held-back rows in which a feature moves for the first time would calibrate what a first move may cost.
        Standardizer known = fitted.still() == null ? fitted : fitted.within(ofAll(features));
        return known.withKnee(plan.scaling().knee());
    }

    private Standardizer ofAll(int features) {
        int[] all = IntStream.range(0, index.size()).toArray();
        return Standardizer.fit(index.lastRows(all), features);
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
