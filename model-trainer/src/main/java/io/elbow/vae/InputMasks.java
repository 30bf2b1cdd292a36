// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.VaeSpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Hides inputs of rows to fit on, as if they were missing: the encoder gets 0 for them and the loss leaves them out, so
 * that rows with real gaps are no surprise to it.
 *
 * <p>Every second hidden shingle of several rows loses its first rows instead, one to all but the newest: so look a
 * key's first records, of which a fit sees none otherwise.
 */
final class InputMasks {
    private final int features;
    private final int shingleLength;
    private final double rowShare;
    private final double inputShare;
    private final RandomGenerator random;

    /**
     * @param rowShare chance of a row to have inputs hidden
     * @param inputShare chance of each input of such a row
     */
    InputMasks(VaeSpec spec, double rowShare, double inputShare, RandomGenerator random) {
        features = spec.features();
        shingleLength = spec.shingleLength();
        this.rowShare = rowShare;
        this.inputShare = inputShare;
        this.random = random;
    }

    /** @param row [inputDim], then its condition, which is never hidden; NaN is put in for what is */
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
