// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/** Computes ELBO terms of standardised rows. Not thread-safe: one a task. The same row gives the same terms. */
public interface Scorer extends AutoCloseable {
    /** Inputs a row: features times shingle length. */
    int inputDim();

    /**
     * Scores a batch.
     *
     * @param rows [batch * inputDim], row-major, standardised; NaN: missing, enters the encoder as 0
     */
    ElboTerms score(float[] rows, int batch);

    /**
     * The decoder's mean for each input, averaged over the draws, in standardised units (for {@code bernoulli}: the
     * probability).
     *
     * @param rows as in {@link #score}
     * @return [batch * inputDim]
     */
    float[] expected(float[] rows, int batch);

    @Override
    void close();
}
