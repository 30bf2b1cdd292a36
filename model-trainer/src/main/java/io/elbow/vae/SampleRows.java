// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Manifest;
import io.elbow.features.ConditionReader;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import java.util.List;

/** Some of a list of kept shingles, as rows to fit on or to score. */
final class SampleRows implements TrainingRows {
    private final Standardizer global;

    /** Null: all keys are standardised alike. */
    private final PerKeyStandardizer perKey;

    private final ConditionReader conditions;
    private final int features;
    private final int inputDim;
    private final List<RefreshFit.Row> rows;
    private final int[] indices;

    /** @param available conditions that the rows carry, in order */
    SampleRows(Manifest model, List<String> available, List<RefreshFit.Row> rows, int[] indices) {
        global = model.scaler();
        PerKeyFit fit = model.perKey();
        perKey = fit == null ? null : new PerKeyStandardizer(global, fit);
        conditions = new ConditionReader(model.conditions(), available);
        features = model.spec().features();
        inputDim = model.spec().inputDim();
        this.rows = rows;
        this.indices = indices;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        RefreshFit.Row row = rows.get(indices[index]);
        Standardizer standardizer = standardizer(row);
        for (int i = 0; i < inputDim; i++) {
            target[offset + i] = standardizer.apply(i % features, row.values()[i]);
        }
        conditions.encode(row.conditions(), row.timestampMillis(), target, offset + inputDim);
    }

    /** A row kept under a model that had no statistics of keys is standardised by what training knew of its key. */
    private Standardizer standardizer(RefreshFit.Row row) {
        if (perKey == null) {
            return global;
        }
        return row.own() == null
                ? perKey.of(perKey.start(row.key()))
                : row.own().withKnee(global.knee());
    }
}
