// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.random.RandomGenerator;

/** Chooses the rows of the next batch: drawn with replacement, or from shuffled epochs without replacement. */
final class BatchSampler {
    private final int rows;
    private final int batchSize;
    private final boolean epochs;
    private final RandomGenerator random;
    private final int[] order;
    private int next;

    BatchSampler(int rows, int batchSize, boolean epochs, RandomGenerator random) {
        this.rows = rows;
        this.batchSize = Math.min(batchSize, rows);
        this.epochs = epochs;
        this.random = random;
        order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        next = rows;
    }

    /** Number of batches in one pass over the rows. */
    int batchesAnEpoch() {
        return (rows + batchSize - 1) / batchSize;
    }

    int[] next() {
        if (rows <= batchSize) {
            return order;
        }
        return epochs ? nextOfEpoch() : withReplacement();
    }

    private int[] withReplacement() {
        int[] batch = new int[batchSize];
        for (int i = 0; i < batchSize; i++) {
            batch[i] = random.nextInt(rows);
        }
        return batch;
    }

    private int[] nextOfEpoch() {
        if (next >= rows) {
            shuffle();
            next = 0;
        }
        int end = Math.min(rows, next + batchSize);
        int[] batch = java.util.Arrays.copyOfRange(order, next, end);
        next = end;
        return batch;
    }

    private void shuffle() {
        for (int i = rows - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }
}
