// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDManager;
import io.elbow.artifact.VaeSpec;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;

/**
 * Fills the native arrays of a batch. Noise is drawn in Java by the fit's own generator, because the engine's generator
 * is shared by the whole process. The direct buffers are reused, so a batch is valid only until the next one is loaded.
 */
final class BatchLoader {
    private final VaeSpec spec;
    private final TrainingRows rows;
    private final double denoise;
    private final RandomGenerator random;
    private final InputMasks masks;
    private final float[] row;
    private final ByteBuffer input;
    private final ByteBuffer target;
    private final ByteBuffer present;
    private final ByteBuffer eps;
    private final ConditionArrays conditions;

    /**
     * Makes a loader.
     *
     * @param masks hides inputs of some rows
     * @param ofUnseen [conditionDim], the value of an unseen condition in the prior; null: the prior has no condition
     */
    BatchLoader(
            VaeSpec spec,
            TrainingRows rows,
            int batchSize,
            double denoise,
            RandomGenerator random,
            InputMasks masks,
            float[] ofUnseen) {
        this.spec = spec;
        this.rows = rows;
        this.denoise = denoise;
        this.random = random;
        this.masks = masks;
        row = new float[spec.rowWidth()];
        conditions = new ConditionArrays(spec, ofUnseen, batchSize);
        input = NativeArrays.direct(batchSize * spec.inputDim());
        target = NativeArrays.direct(batchSize * spec.inputDim());
        present = NativeArrays.direct(batchSize * spec.inputDim());
        eps = NativeArrays.direct(batchSize * spec.latentDim());
    }

    Objective.Batch load(int[] indices, NDManager manager) {
        boolean anyMissing = fillRows(indices);
        FloatBuffer draws = eps.clear().asFloatBuffer();
        for (int i = 0; i < indices.length * spec.latentDim(); i++) {
            draws.put((float) NormalDraws.next(random));
        }
        return new Objective.Batch(
                NativeArrays.matrix(manager, input, indices.length, spec.inputDim()),
                NativeArrays.matrix(manager, target, indices.length, spec.inputDim()),
                NativeArrays.matrix(manager, eps, indices.length, spec.latentDim()),
                anyMissing ? NativeArrays.matrix(manager, present, indices.length, spec.inputDim()) : null,
                conditions.load(manager));
    }

    private boolean fillRows(int[] indices) {
        FloatBuffer inputs = input.clear().asFloatBuffer();
        FloatBuffer targets = target.clear().asFloatBuffer();
        FloatBuffer mask = present.clear().asFloatBuffer();
        boolean anyMissing = false;
        conditions.clear();
        for (int index : indices) {
            rows.copyTo(index, row, 0);
            masks.hide(row);
            conditions.add(row, spec.inputDim());
            for (int i = 0; i < spec.inputDim(); i++) {
                float value = row[i];
                boolean missing = Float.isNaN(value);
                anyMissing |= missing;
                targets.put(missing ? 0f : value);
                mask.put(missing ? 0f : 1f);
                // Noise is drawn for missing cells too, so that a missing value does not shift every later draw.
                float noise = denoise == 0 ? 0f : (float) (denoise * NormalDraws.next(random));
                inputs.put(missing ? 0f : value + noise);
            }
        }
        return anyMissing;
    }
}
