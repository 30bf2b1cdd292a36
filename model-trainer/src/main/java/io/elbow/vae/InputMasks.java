// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.VaeSpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Hides inputs of training rows as if they were missing: the encoder gets 0 for them and the loss ignores them, so that
 * the model can deal with real gaps.
 *
 * <p>Every second hidden shingle of several rows instead loses its first rows, between one and all but the newest. It
 * then looks like a key's first records, which a fit never sees otherwise.
 */
final class InputMasks {
    private final int features;
    private final int shingleLength;
    private final double rowShare;
    private final double inputShare;
    private final RandomGenerator random;

    /**
     * Makes masks.
     *
     * @param rowShare chance that inputs of a row are hidden
     * @param inputShare chance that each input of such a row is hidden
     */
    InputMasks(VaeSpec spec, double rowShare, double inputShare, RandomGenerator random) {
        features = spec.features();
        shingleLength = spec.shingleLength();
        this.rowShare = rowShare;
        this.inputShare = inputShare;
        this.random = random;
    }

    /**
     * Hides inputs of a row by setting them to NaN.
     *
     * @param row [inputDim], then its condition, which is never hidden
     */
    void hide(float[] row) {
        if (rowShare == 0 || inputShare == 0 || random.nextDouble() >= rowShare) {
            return;
        }
        if (shingleLength > 1 && random.nextBoolean()) {
            Arrays.fill(row, 0, (1 + random.nextInt(shingleLength - 1)) * features, Float.NaN);
            return;
        }
        for (int i = 0; i < features * shingleLength; i++) {
            if (random.nextDouble() < inputShare) {
                row[i] = Float.NaN;
            }
        }
    }
}
