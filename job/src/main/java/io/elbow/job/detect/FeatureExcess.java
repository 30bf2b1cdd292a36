// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.scoring.Judge;
import io.elbow.stream.ModelBatch;

/**
 * Which features the records of a batch cost more than usual, from one row in {@value #EVERY}: enough for a picture.
 *
 * @param nats [features], above the features' baselines, summed over {@link #rows}
 */
public record FeatureExcess(double[] nats, int rows) {
    static final int EVERY = 8;

    /** Of a scored batch; its first row always counts, so that a quiet stream shows too. */
    public static FeatureExcess of(ModelBatch<?> batch) {
        Judge judge = batch.model().judge();
        double[] baselines = judge.featureBaselines();
        double[] nats = new double[batch.model().features()];
        int rows = 0;
        for (int row = 0; row < batch.size(); row += EVERY) {
            double[] ofRow = judge.featureNats(batch.terms(), row, batch.rows());
            for (int feature = 0; feature < nats.length; feature++) {
                nats[feature] += ofRow[feature] - baselines[feature];
            }
            rows++;
        }
        return new FeatureExcess(nats, rows);
    }
}
