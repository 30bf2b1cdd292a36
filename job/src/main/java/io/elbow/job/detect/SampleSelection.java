// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.features.Standardizer;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.stream.ModelBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which records of a scored batch are sent to the refresh: anomalies all, of normal records those that are taken. */
public final class SampleSelection {
    private static final String[] NONE = {};

    private final SampleThinning thinning;

    public SampleSelection(SampleThinning thinning) {
        this.thinning = thinning;
    }

    /**
     * The batch's samples, in arrival order.
     *
     * @param scored its records with their verdicts
     */
    public List<Sample> of(ModelBatch<SourcedObservation> batch, List<ScoredObservation> scored) {
        List<Sample> samples = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            if (scored.get(row).anomaly() || takes(batch, row)) {
                samples.add(sample(batch, row, scored.get(row)));
            }
        }
        return samples;
    }

    private boolean takes(ModelBatch<SourcedObservation> batch, int row) {
        SourcedObservation record = batch.record(row);
        return thinning.takes(
                record.observation().key(),
                record.observation().timestampMillis(),
                batch.previousMillis(row),
                record.offset());
    }

    private static Sample sample(ModelBatch<SourcedObservation> batch, int row, ScoredObservation scored) {
        double[] shingle = batch.shingle(row);
        String[] conditions = batch.observation(row).conditions();
        long missing = Arrays.stream(shingle).filter(Double::isNaN).count();
        Standardizer own = batch.model().perKey() == null ? null : batch.standardizer(row);
        return new Sample(
                scored.key(),
                scored.timestampMillis(),
                shingle,
                conditions == null ? NONE : conditions,
                scored.score(),
                scored.pValue(),
                scored.anomaly(),
                (double) missing / shingle.length,
                scored.model(),
                own == null ? Sample.MODELS : own.mean(),
                own == null ? Sample.MODELS : own.deviation());
    }
}
