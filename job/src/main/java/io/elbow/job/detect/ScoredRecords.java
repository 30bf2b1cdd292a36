// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.data.Observation;
import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.scoring.Verdict;
import io.elbow.stream.ModelBatch;
import io.elbow.stream.RowSurprise;
import io.elbow.stream.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Turns a scored batch into messages, and explains its anomalies. */
public final class ScoredRecords {
    private static final FeatureCost[] NONE = {};

    private ScoredRecords() {}

    /** The batch's records with their verdicts, in arrival order. */
    public static <R> List<ScoredObservation> of(ModelBatch<R> batch, Function<R, SourcedObservation> source) {
        Attribution attribution = new Attribution(batch);
        List<ScoredObservation> scored = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            Verdict verdict = batch.verdict(row);
            FeatureCost[] features = batch.isExplained(row) ? attribution.costliest(row) : NONE;
            scored.add(scored(
                    source.apply(batch.record(row)),
                    verdict,
                    features,
                    batch.model(),
                    batch.isWarming(row),
                    batch.surprise(row)));
        }
        return scored;
    }

    private static ScoredObservation scored(
            SourcedObservation record,
            Verdict verdict,
            FeatureCost[] features,
            ScoringModel model,
            boolean warming,
            RowSurprise surprise) {
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
                model.conditions().unseen(observation.conditions()),
                warming,
                surprise.value(),
                surprise.firstThreshold(),
                surprise.young());
    }
}
