// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.data.Observation;
import io.elbow.job.event.FeatureCost;
import io.elbow.scoring.ElboTerms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which features an anomaly's score comes from, costliest first by excess over what they cost on normal data. */
final class Attribution {
    /** Enough to see the cause, few enough to read. */
    static final int SHOWN = 5;

    private final LiveModel model;
    private final MicroBatch batch;
    private final ElboTerms terms;
    private final float[] rows;
    private final float[] expected;
    private final Map<Integer, Integer> expectedRow;

    private Attribution(
            LiveModel model,
            MicroBatch batch,
            ElboTerms terms,
            float[] rows,
            float[] expected,
            Map<Integer, Integer> expectedRow) {
        this.model = model;
        this.batch = batch;
        this.terms = terms;
        this.rows = rows;
        this.expected = expected;
        this.expectedRow = expectedRow;
    }

    /** Asks the decoder once for all anomalous rows of a batch. */
    static Attribution of(LiveModel model, MicroBatch batch, ElboTerms terms, float[] rows, List<Integer> anomalies) {
        int width = model.rowWidth();
        float[] anomalous = new float[anomalies.size() * width];
        Map<Integer, Integer> expectedRow = new HashMap<>();
        for (int i = 0; i < anomalies.size(); i++) {
            System.arraycopy(rows, anomalies.get(i) * width, anomalous, i * width, width);
            expectedRow.put(anomalies.get(i), i);
        }
        float[] expected = anomalies.isEmpty() ? anomalous : model.scorer().expected(anomalous, anomalies.size());
        return new Attribution(model, batch, terms, rows, expected, expectedRow);
    }

    /** The costliest features of one anomalous row. */
    FeatureCost[] costliest(int row, Observation observation) {
        double[] nats = model.judge().featureNats(terms, row, rows);
        double[] baselines = model.judge().featureBaselines();
        int[] ranked = model.judge().costliest(nats, SHOWN);
        FeatureCost[] costs = new FeatureCost[ranked.length];
        for (int i = 0; i < ranked.length; i++) {
            int feature = ranked[i];
            costs[i] = new FeatureCost(
                    model.featureNames().get(feature),
                    observation.values()[feature],
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
