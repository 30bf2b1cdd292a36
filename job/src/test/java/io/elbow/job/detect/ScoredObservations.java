// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.ScoredObservation;

/** Scored records for tests. */
public final class ScoredObservations {
    private ScoredObservations() {}

    public static ScoredObservation normal(String key, long timestampMillis) {
        return of(key, timestampMillis, false, false);
    }

    public static ScoredObservation anomaly(String key, long timestampMillis) {
        return of(key, timestampMillis, true, false);
    }

    public static ScoredObservation critical(String key, long timestampMillis) {
        return of(key, timestampMillis, true, true);
    }

    /** The offset is the event time, so that every record has a source of its own. */
    public static ScoredObservation of(String key, long timestampMillis, boolean anomaly, boolean critical) {
        double score = anomaly ? 50 + timestampMillis : 1;
        return scored(key, timestampMillis, score, critical ? 1e-7 : 1e-5, anomaly, critical);
    }

    /** An anomaly of this score. */
    public static ScoredObservation scored(String key, long timestampMillis, double score, double pValue) {
        return scored(key, timestampMillis, score, pValue, true, false);
    }

    private static ScoredObservation scored(
            String key, long timestampMillis, double score, double pValue, boolean anomaly, boolean critical) {
        FeatureCost[] features =
                anomaly ? new FeatureCost[] {new FeatureCost("cpu", 0.98, 0.21, 22.1, 21.7)} : new FeatureCost[0];
        return new ScoredObservation(
                key,
                timestampMillis,
                score,
                31,
                score - 0.5,
                0.5,
                pValue,
                anomaly,
                critical,
                features,
                "model-1",
                "metrics",
                3,
                timestampMillis,
                score,
                new String[0],
                false,
                Double.NaN,
                Double.NaN,
                false);
    }

    /** As of a key that warms up. */
    public static ScoredObservation warming(ScoredObservation of) {
        return new ScoredObservation(
                of.key(),
                of.timestampMillis(),
                of.score(),
                of.threshold(),
                of.reconstruction(),
                of.kl(),
                of.pValue(),
                of.anomaly(),
                of.critical(),
                of.features(),
                of.model(),
                of.topic(),
                of.partition(),
                of.offset(),
                of.smoothed(),
                of.unseen(),
                true,
                Double.NaN,
                Double.NaN,
                false);
    }

    /** As it would come from a file. */
    public static ScoredObservation withoutSource(ScoredObservation of) {
        return new ScoredObservation(
                of.key(),
                of.timestampMillis(),
                of.score(),
                of.threshold(),
                of.reconstruction(),
                of.kl(),
                of.pValue(),
                of.anomaly(),
                of.critical(),
                of.features(),
                of.model(),
                null,
                0,
                0,
                of.smoothed(),
                new String[0],
                false,
                Double.NaN,
                Double.NaN,
                false);
    }
}
