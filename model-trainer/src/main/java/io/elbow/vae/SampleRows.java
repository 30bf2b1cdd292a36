// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Manifest;
import io.elbow.features.ConditionReader;
import io.elbow.features.KeptSample;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import java.util.Arrays;
import java.util.List;

/** Some of the kept shingles, as rows to fit on or to score. */
final class SampleRows implements TrainingRows {
    private final Standardizer[] standardizers;
    private final ConditionReader conditions;
    private final int features;
    private final int inputDim;
    private final List<? extends KeptSample> rows;
    private final int[] indices;

    /** @param available conditions that the rows carry, in order */
    SampleRows(Manifest model, List<String> available, List<? extends KeptSample> rows, int[] indices) {
        conditions = new ConditionReader(model.conditions(), available);
        features = model.spec().features();
        inputDim = model.spec().inputDim();
        this.rows = rows;
        this.indices = indices;
        standardizers = standardizers(model);
    }

    /** What standardises each of the rows. */
    private Standardizer[] standardizers(Manifest model) {
        Standardizer[] all = new Standardizer[indices.length];
        Arrays.fill(all, model.scaler());
        PerKeyFit fit = model.perKey();
        if (fit != null) {
            PerKeyStandardizer perKey = new PerKeyStandardizer(model.scaler(), fit);
            Arrays.setAll(all, i -> of(rows.get(indices[i]), perKey, model.scaler()));
        }
        return all;
    }

    /** A sample kept under a model that had no statistics of keys is standardised by what training knew of its key. */
    private static Standardizer of(KeptSample sample, PerKeyStandardizer perKey, Standardizer global) {
        Standardizer own = sample.own();
        return own == null ? perKey.of(perKey.start(sample.key())) : global.withStatistics(own.mean(), own.deviation());
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        KeptSample row = rows.get(indices[index]);
        Standardizer standardizer = standardizers[index];
        for (int i = 0; i < inputDim; i++) {
            target[offset + i] = standardizer.apply(i % features, row.rows()[i]);
        }
        conditions.encode(row.conditions(), row.timestampMillis(), target, offset + inputDim);
    }
}
