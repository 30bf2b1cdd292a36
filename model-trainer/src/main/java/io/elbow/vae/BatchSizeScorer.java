// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.util.Map;

/**
 * Scores small batches in plain Java and large ones with PyTorch, whichever is quicker. A native pass costs about the
 * same for one row as for twenty, because it makes some two hundred calls whatever the size of the batch.
 *
 * <p>Both compute the same terms, equal within the rounding of float32, so a score does not depend on the choice.
 */
public final class BatchSizeScorer implements Scorer {
    /** Number of multiplications that plain Java does in the time that a native pass takes to start. */
    private static final long BREAK_EVEN_PRODUCTS = 14_000_000;

    private final Scorer java;
    private final Scorer torch;
    private final int largestJavaBatch;

    public BatchSizeScorer(VaeSpec spec, Map<String, Tensor> tensors) {
        java = Scorers.create(spec, tensors, ScorerChoice.JAVA);
        torch = Scorers.create(spec, tensors, ScorerChoice.PYTORCH);
        largestJavaBatch = (int) (BREAK_EVEN_PRODUCTS / productsARow(spec));
    }

    /**
     * Number of multiplications for one row: each member's encoder once, the decoder once for each draw. What a sampled
     * bound adds is the same plain Java in both scorers.
     */
    static long productsARow(VaeSpec spec) {
        long encoder = 0;
        long width = (long) spec.inputDim() + spec.networkConditionDim();
        long hidden = 0;
        for (int next : spec.hidden()) {
            encoder += width * next;
            width = next;
        }
        for (int i = 1; i < spec.hidden().size(); i++) {
            hidden += (long) spec.hidden().get(i - 1) * spec.hidden().get(i);
        }
        encoder += 2L * width * spec.latentDim();
        int latents = spec.latentDim() + spec.networkConditionDim();
        long lastHidden = spec.hidden().isEmpty() ? latents : spec.hidden().get(0);
        long between = spec.hidden().isEmpty() ? 0 : width * latents;
        long decoder = between + hidden + lastHidden * spec.inputDim();
        return encoder * spec.members() + decoder * Math.max(spec.members(), spec.posteriorSamples());
    }

    private Scorer forBatch(int batch) {
        return batch <= largestJavaBatch ? java : torch;
    }

    @Override
    public int inputDim() {
        return torch.inputDim();
    }

    @Override
    public int rowWidth() {
        return torch.rowWidth();
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        return forBatch(batch).score(rows, batch);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        return forBatch(batch).expected(rows, batch);
    }

    @Override
    public void close() {
        java.close();
        torch.close();
    }
}
