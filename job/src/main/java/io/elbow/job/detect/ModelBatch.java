// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.features.SeriesState;
import io.elbow.features.Standardizer;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.event.SourcedObservation;
import io.elbow.scoring.Verdict;
import java.util.List;

/**
 * The records that one model scores next and, where a challenger runs beside it, the same records as that one sees
 * them.
 */
public final class ModelBatch {
    private final LiveModel model;
    private final MicroBatch batch;
    private final LiveModel challenger;
    private final MicroBatch beside;
    private final PendingSamples drafts;

    /**
     * @param challenger null: none runs
     * @param thinning null: nobody wants samples
     */
    public ModelBatch(LiveModel model, LiveModel challenger, int capacity, SampleThinning thinning) {
        this.model = model;
        this.batch = new MicroBatch(capacity, model.rowWidth());
        this.challenger = challenger;
        this.beside = challenger == null ? null : new MicroBatch(capacity, challenger.rowWidth());
        this.drafts = thinning == null ? null : new PendingSamples(thinning, model);
    }

    public LiveModel model() {
        return model;
    }

    /**
     * Takes the key's shingle as it is now, of which the record is the newest row.
     *
     * @param own what standardises the record for the model
     * @param besides likewise for the challenger; null where none runs
     * @param previousMillis event time of the key's record before it; {@link Long#MIN_VALUE}: there is none
     */
    public void add(
            SourcedObservation record,
            SeriesState series,
            Standardizer own,
            Standardizer besides,
            long previousMillis) {
        if (drafts != null) {
            drafts.add(record, series, own, previousMillis);
        }
        batch.add(record, series, own, model);
        if (beside != null) {
            beside.add(record, series, besides, challenger);
        }
    }

    /** Whether it holds a record of a key. */
    boolean holds(String key) {
        return batch.holds(key);
    }

    public boolean isFull() {
        return batch.isFull();
    }

    public boolean isEmpty() {
        return batch.isEmpty();
    }

    public int size() {
        return batch.size();
    }

    /** [at least size], Kafka's own timestamps of the records. */
    public long[] producedMillis() {
        return batch.producedMillis();
    }

    /**
     * The records with their verdicts, in arrival order.
     *
     * @param excess hears what the features cost
     * @param normal hears of each record that the model, not the challenger, judges normal
     */
    public List<ScoredObservation> score(SmoothedScoreStore smoothed, FeatureExcess excess, NormalRecordListener normal)
            throws Exception {
        return MicroBatchScoring.score(batch, model, smoothed, excess, normal);
    }

    /**
     * Lets the challenger judge the same records, and counts what both make of them.
     *
     * @param scored what {@link #score} gave
     * @param smoothed the challenger's own
     */
    public void compare(List<ScoredObservation> scored, SmoothedScoreStore smoothed, ShadowReport report)
            throws Exception {
        if (beside == null) {
            return;
        }
        List<Verdict> verdicts = MicroBatchScoring.verdicts(beside, challenger, smoothed);
        for (int row = 0; row < scored.size(); row++) {
            ScoredObservation champion = scored.get(row);
            Verdict other = verdicts.get(row);
            report.add(
                    champion.anomaly(),
                    model.cost(champion.score(), batch.standardizer(row)),
                    other.anomaly(),
                    challenger.cost(other.score(), beside.standardizer(row)));
        }
    }

    /** What a refresh may learn from. */
    public List<Sample> samples(List<ScoredObservation> scored) {
        return drafts == null ? List.of() : drafts.samples(scored);
    }

    /** Forgets the records. */
    public void clear() {
        batch.clear();
        if (drafts != null) {
            drafts.clear();
        }
        if (beside != null) {
            beside.clear();
        }
    }
}
