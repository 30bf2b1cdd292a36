// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.data.Observation;
import io.elbow.features.SmoothedScore;
import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Scores a micro-batch with one call, and explains its anomalies with a second one where there are any. */
public final class MicroBatchScoring {
    private static final FeatureCost[] NONE = {};

    private MicroBatchScoring() {}

    /**
     * The batch's records with their verdicts, in arrival order.
     *
     * @param smoothed asked and told only where the model smooths
     * @param excess hears what the features cost
     * @param normal hears of each record judged normal, in arrival order
     */
    public static List<ScoredObservation> score(
            MicroBatch batch,
            LiveModel model,
            SmoothedScoreStore smoothed,
            FeatureExcess excess,
            NormalRecordListener normal)
            throws Exception {
        float[] rows = batch.rows();
        ElboTerms terms = model.scorer().score(rows, batch.size());
        excess.add(model, terms, rows);
        List<Verdict> verdicts = verdicts(batch, terms, rows, model, smoothed);
        List<Integer> anomalies = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            Verdict verdict = verdicts.get(row);
            if (verdict.anomaly()) {
                anomalies.add(row);
            } else {
                Observation observation = batch.record(row).observation();
                normal.take(
                        observation.key(), observation.values(), model.judge().isRare(verdict));
            }
        }
        Attribution attribution = Attribution.of(model, batch, terms, rows, anomalies);
        List<ScoredObservation> scored = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            Verdict verdict = verdicts.get(row);
            FeatureCost[] features = verdict.anomaly()
                    ? attribution.costliest(row, batch.record(row).observation())
                    : NONE;
            scored.add(scored(batch.record(row), verdict, features, model));
        }
        return scored;
    }

    /**
     * What a model makes of the batch's records, in arrival order, and nothing more.
     *
     * @param smoothed asked and told only where the model smooths
     */
    static List<Verdict> verdicts(MicroBatch batch, LiveModel model, SmoothedScoreStore smoothed) throws Exception {
        float[] rows = batch.rows();
        return verdicts(batch, model.scorer().score(rows, batch.size()), rows, model, smoothed);
    }

    private static List<Verdict> verdicts(
            MicroBatch batch, ElboTerms terms, float[] rows, LiveModel model, SmoothedScoreStore smoothed)
            throws Exception {
        List<Verdict> verdicts = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            verdicts.add(verdict(batch, row, terms, rows, model, smoothed));
        }
        return verdicts;
    }

    private static Verdict verdict(
            MicroBatch batch, int row, ElboTerms terms, float[] rows, LiveModel model, SmoothedScoreStore smoothed)
            throws Exception {
        if (!model.smooths()) {
            return model.judge().judge(terms, row, rows);
        }
        SmoothedScore average = smoothed.of(batch.record(row).observation().key());
        long started = batch.startedMillis(row);
        Verdict verdict = model.judge().judge(terms, row, rows, average.before(started, model.hash()));
        average.keep(verdict.smoothed(), started, model.hash());
        smoothed.keep(average);
        return verdict;
    }

    private static ScoredObservation scored(
            SourcedObservation record, Verdict verdict, FeatureCost[] features, LiveModel model) {
        Observation observation = record.observation();
        return new ScoredObservation(
                observation.key(),
                observation.timestampMillis(),
                verdict.score(),
                model.threshold(),
                verdict.reconstruction(),
                verdict.kl(),
                verdict.pValue(),
                verdict.anomaly(),
                verdict.critical(),
                features,
                model.id(),
                record.topic(),
                record.partition(),
                record.offset(),
                verdict.smoothed(),
                model.conditions().unseen(observation.conditions()));
    }
}
