// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.features.SeriesState;
import io.elbow.features.Standardizer;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The shingles of a batch in the user's units, kept until their verdicts say which of them are samples. */
public final class PendingSamples {
    private static final String[] NONE = {};

    private final SampleThinning thinning;
    private final int shingleLength;
    private final boolean perKey;
    private final List<Draft> drafts = new ArrayList<>();

    /** @param own what standardised it; null: the model's scaler of all keys */
    private record Draft(double[] rows, String[] conditions, boolean taken, Standardizer own) {}

    PendingSamples(SampleThinning thinning, LiveModel model) {
        this.thinning = thinning;
        this.shingleLength = model.shingleLength();
        this.perKey = model.perKey() != null;
    }

    /**
     * Takes the key's shingle as it is now, of which the record is the newest row.
     *
     * @param by what standardises it
     * @param previousMillis event time of the key's record before it; {@link Long#MIN_VALUE}: there is none
     */
    void add(SourcedObservation record, SeriesState series, Standardizer by, long previousMillis) {
        boolean taken = thinning.takes(
                record.observation().key(), record.observation().timestampMillis(), previousMillis, record.offset());
        String[] conditions = record.observation().conditions();
        drafts.add(new Draft(rows(series), conditions == null ? NONE : conditions, taken, perKey ? by : null));
    }

    /** Oldest row first, rows not there yet as NaN in front. */
    private double[] rows(SeriesState series) {
        int width = series.features;
        double[] rows = new double[shingleLength * width];
        int held = Math.min(series.size, shingleLength);
        int missing = (shingleLength - held) * width;
        Arrays.fill(rows, 0, missing, Double.NaN);
        System.arraycopy(series.rows, (series.size - held) * width, rows, missing, held * width);
        return rows;
    }

    /** What is sent to the refresh: anomalies all, of normal records those that were taken. */
    List<Sample> samples(List<ScoredObservation> scored) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            if (drafts.get(i).taken || scored.get(i).anomaly()) {
                samples.add(sample(drafts.get(i), scored.get(i)));
            }
        }
        return samples;
    }

    private static Sample sample(Draft draft, ScoredObservation scored) {
        long missing = Arrays.stream(draft.rows).filter(Double::isNaN).count();
        return new Sample(
                scored.key(),
                scored.timestampMillis(),
                draft.rows,
                draft.conditions,
                scored.score(),
                scored.pValue(),
                scored.anomaly(),
                (double) missing / draft.rows.length,
                scored.model(),
                draft.own == null ? Sample.MODELS : draft.own.mean(),
                draft.own == null ? Sample.MODELS : draft.own.deviation());
    }

    void clear() {
        drafts.clear();
    }
}
