// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.artifact.VaeSpec;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.util.ArrayList;
import java.util.List;

/** Scores an input by its square, and remembers the sizes of its batches. */
final class SquareScorer implements Scorer {
    final List<Integer> batches = new ArrayList<>();
    private final VaeSpec spec;

    SquareScorer(VaeSpec spec) {
        this.spec = spec;
    }

    @Override
    public int inputDim() {
        return spec.inputDim();
    }

    @Override
    public int rowWidth() {
        return spec.rowWidth();
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        batches.add(batch);
        float[] nats = new float[batch * spec.inputDim()];
        float[] kl = new float[batch];
        for (int i = 0; i < nats.length; i++) {
            float value = rows[i / spec.inputDim() * spec.rowWidth() + i % spec.inputDim()];
            nats[i] = value * value;
        }
        for (int row = 0; row < batch; row++) {
            for (int i = spec.inputDim(); i < spec.rowWidth(); i++) {
                float condition = rows[row * spec.rowWidth() + i];
                kl[row] += Float.isNaN(condition) ? 3 : condition * condition;
            }
        }
        return new ElboTerms(batch, spec.inputDim(), nats, kl);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        throw new UnsupportedOperationException("nobody asks the loop's scorer what it expects");
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
