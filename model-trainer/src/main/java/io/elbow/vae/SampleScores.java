// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.Verdict;

/**
 * A model's scores of rows.
 *
 * @param nats [rows], score
 * @param pValues [rows]
 */
record SampleScores(double[] nats, double[] pValues) {
    private static final int BATCH = 256;

    static SampleScores of(ModelArtifact model, TrainingRows rows, double alertRate) {
        Manifest manifest = model.manifest();
        Judge judge = Judge.of(manifest, alertRate);
        int width = manifest.spec().rowWidth();
        SampleScores scores = new SampleScores(new double[rows.size()], new double[rows.size()]);
        try (Scorer scorer = Scorers.create(manifest.spec(), model.tensors(), ScorerChoice.PYTORCH)) {
            for (int from = 0; from < rows.size(); from += BATCH) {
                int count = Math.min(BATCH, rows.size() - from);
                float[] batch = new float[count * width];
                for (int i = 0; i < count; i++) {
                    rows.copyTo(from + i, batch, i * width);
                }
                ElboTerms terms = scorer.score(batch, count);
                for (int i = 0; i < count; i++) {
                    Verdict verdict = judge.judge(terms, i, batch);
                    scores.nats[from + i] = verdict.score();
                    scores.pValues[from + i] = verdict.pValue();
                }
            }
        }
        return scores;
    }
}
