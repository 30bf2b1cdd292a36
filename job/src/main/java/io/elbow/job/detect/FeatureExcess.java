// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.scoring.ElboTerms;

/**
 * Which features the records of a micro-batch cost more than usual, from one row in {@value #EVERY}: enough for a
 * picture.
 */
public final class FeatureExcess {
    static final int EVERY = 8;

    private final double[] nats;
    private int rows;

    public FeatureExcess(int features) {
        nats = new double[features];
    }

    /** Takes a batch; its first row always counts, so that a quiet stream shows too. */
    void add(LiveModel model, ElboTerms terms, float[] batch) {
        double[] baselines = model.judge().featureBaselines();
        for (int row = 0; row < terms.batch(); row += EVERY) {
            double[] ofRow = model.judge().featureNats(terms, row, batch);
            for (int feature = 0; feature < nats.length; feature++) {
                nats[feature] += ofRow[feature] - baselines[feature];
            }
            rows++;
        }
    }

    /** [features], nats above the features' baselines, summed over {@link #rows}. */
    public double[] nats() {
        return nats;
    }

    public int rows() {
        return rows;
    }
}
