// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Scores an input by its square, expects every input at its mean, and remembers its calls. */
public final class TestingScorer implements Scorer {
    final String modelId;
    final List<Integer> batches = new ArrayList<>();
    int expectedCalls;
    boolean closed;

    private final int inputDim;
    private final int rowWidth;

    TestingScorer(String modelId, int inputDim, int rowWidth) {
        this.rowWidth = rowWidth;
        this.modelId = modelId;
        this.inputDim = inputDim;
    }

    /** A {@link ScorerFactory} that travels. */
    public static TestingScorer of(ModelArtifact artifact, ScorerChoice choice) {
        return new TestingScorer(
                artifact.modelId(),
                artifact.manifest().spec().inputDim(),
                artifact.manifest().spec().rowWidth());
    }

    @Override
    public int inputDim() {
        return inputDim;
    }

    @Override
    public int rowWidth() {
        return rowWidth;
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        requireOpen();
        if (rows.length < batch * rowWidth) {
            throw new IllegalArgumentException(batch + " rows of " + rowWidth + " but " + rows.length + " values");
        }
        batches.add(batch);
        float[] nats = new float[batch * inputDim];
        for (int i = 0; i < nats.length; i++) {
            float value = rows[i / inputDim * rowWidth + i % inputDim];
            nats[i] = value * value;
        }
        return new ElboTerms(batch, inputDim, nats, new float[batch]);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        requireOpen();
        expectedCalls++;
        float[] expected = new float[batch * inputDim];
        Arrays.fill(expected, 0.5f);
        return expected;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("scored after it was closed");
        }
    }
}
