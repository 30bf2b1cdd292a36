// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TailCalibration;

/**
 * Computes nothing, so that what remains is the pipeline around a scorer. As many rows are anomalies as there are in
 * {@link BenchRecords}, so that as much is explained and alerted.
 */
final class NothingScorer implements Scorer {
    private static final double BEYOND_ALL = 1e6;

    private final int inputDim;
    private final float calm;
    private final float anomalous;
    private long rowsScored;

    private NothingScorer(int inputDim, TailCalibration calibration) {
        this.inputDim = inputDim;
        calm = (float) calibration.scores()[calibration.scores().length / 2];
        anomalous = (float) (calibration.scores()[0] + BEYOND_ALL);
    }

    /** A {@link io.elbow.job.operator.ScorerFactory}. */
    static Scorer of(ModelArtifact artifact, ScorerChoice choice) {
        return new NothingScorer(
                artifact.manifest().spec().inputDim(), artifact.manifest().calibration());
    }

    @Override
    public int inputDim() {
        return inputDim;
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        float[] kl = new float[batch];
        for (int row = 0; row < batch; row++) {
            rowsScored++;
            kl[row] = rowsScored % BenchRecords.ANOMALY_EVERY == 0 ? anomalous : calm;
        }
        return new ElboTerms(batch, inputDim, new float[batch * inputDim], kl);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        return new float[batch * inputDim];
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
