// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Manifest;
import io.elbow.features.ConditionReader;
import io.elbow.features.KeptSample;
import io.elbow.features.KeyShift;
import io.elbow.features.KeyShifts;
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
    private final KeyShifts shifts;

    /** @param available conditions that the rows carry, in order */
    SampleRows(Manifest model, List<String> available, List<? extends KeptSample> rows, int[] indices) {
        conditions = new ConditionReader(model.conditions(), available);
        features = model.spec().features();
        inputDim = model.spec().inputDim();
        this.rows = rows;
        this.indices = indices;
        shifts = new KeyShifts(model.scaler(), model.shifts());
        standardizers = standardizers(model);
    }

    /** What standardises each of the rows. */
    private Standardizer[] standardizers(Manifest model) {
        Standardizer[] all = new Standardizer[indices.length];
        PerKeyFit fit = model.perKey();
        if (fit != null) {
            PerKeyStandardizer perKey = new PerKeyStandardizer(model.scaler(), fit);
            Arrays.setAll(all, i -> of(rows.get(indices[i]), perKey, model.scaler()));
        } else {
            Arrays.setAll(all, i -> {
                KeptSample row = rows.get(indices[i]);
                return shifts.standardizer(row.key(), row.timestampMillis());
            });
        }
        return all;
    }

    /** How much more each row costs in the user's units than in standardised ones for a shift of its key, nats. */
    double[] logFactors() {
        double[] factors = new double[indices.length];
        Arrays.setAll(factors, i -> {
            KeptSample row = rows.get(indices[i]);
            KeyShift shift = shifts.at(row.key(), row.timestampMillis());
            return shift == null ? 0 : shift.logFactors() * inputDim / features;
        });
        return factors;
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
