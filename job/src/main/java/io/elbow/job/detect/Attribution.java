// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.FeatureCost;
import io.elbow.stream.ModelBatch;
import io.elbow.stream.ScoringModel;
import java.util.HashMap;
import java.util.Map;

/** Which features an anomaly's score comes from, costliest first by excess over what they cost on normal data. */
final class Attribution {
    /** Enough to see the cause, few enough to read. */
    static final int SHOWN = 5;

    private final ModelBatch<?> batch;
    private final ScoringModel model;

    /** Where a row that an alert may show stands among {@link #expected}. */
    private final Map<Integer, Integer> expectedRow = new HashMap<>();

    private final float[] expected;

    /** Asks the decoder once for all rows of a batch that an alert may show, and not at all where there is none. */
    Attribution(ModelBatch<?> batch) {
        this.batch = batch;
        this.model = batch.model();
        for (int row = 0; row < batch.size(); row++) {
            if (batch.isExplained(row)) {
                expectedRow.put(row, expectedRow.size());
            }
        }
        int width = model.rowWidth();
        float[] shown = new float[expectedRow.size() * width];
        expectedRow.forEach((row, at) -> System.arraycopy(batch.rows(), row * width, shown, at * width, width));
        expected = expectedRow.isEmpty() ? shown : model.scorer().expected(shown, expectedRow.size());
    }

    /** The costliest features of one such row. */
    FeatureCost[] costliest(int row) {
        double[] nats = model.judge().featureNats(batch.terms(), row, batch.rows());
        double[] baselines = model.judge().featureBaselines();
        int[] ranked = model.judge().costliest(nats, SHOWN);
        FeatureCost[] costs = new FeatureCost[ranked.length];
        for (int i = 0; i < ranked.length; i++) {
            int feature = ranked[i];
            costs[i] = new FeatureCost(
                    model.featureNames().get(feature),
                    batch.observation(row).values()[feature],
                    expected(row, feature),
                    nats[feature],
                    nats[feature] - baselines[feature]);
        }
        return costs;
    }

    /** The decoder's mean of the shingle's newest row, in the user's units. */
    private double expected(int row, int feature) {
        int newest = (model.shingleLength() - 1) * model.features();
        float standardized = expected[expectedRow.get(row) * model.inputDim() + newest + feature];
        return batch.standardizer(row).invert(feature, standardized);
    }
}
