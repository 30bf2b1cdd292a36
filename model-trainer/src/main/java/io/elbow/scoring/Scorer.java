// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/**
 * Computes ELBO terms of standardised rows. The same row always gives the same terms. Not thread-safe: each task has
 * its own.
 */
public interface Scorer extends AutoCloseable {
    /** Number of inputs in a row: features times shingle length. */
    int inputDim();

    /** Number of values in a row: the inputs, followed by those of its condition. */
    default int rowWidth() {
        return inputDim();
    }

    /**
     * Scores a batch.
     *
     * @param rows [at least batch * rowWidth], row-major, standardised; NaN among the inputs: missing, enters the
     *     encoder as 0; NaN among the condition's numbers: unseen, enters the network as 0 and the prior as its
     *     training mean
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
