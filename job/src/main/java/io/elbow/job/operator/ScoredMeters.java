// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.FeatureExcess;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.ElboMeters;
import io.elbow.stream.ScoringModel;
import java.util.List;

/** Counts scored records: everything less the model's floor, since no meter takes less than 0. */
final class ScoredMeters {
    private ScoredMeters() {}

    static void count(ElboMeters meters, ScoringModel model, List<ScoredObservation> scored, FeatureExcess excess) {
        meters.featureExcess(model.featureNames(), excess.nats(), excess.rows());
        for (ScoredObservation one : scored) {
            meters.scored(
                    one.score() - model.floor(),
                    one.reconstruction() - model.floor(),
                    one.kl(),
                    one.pValue(),
                    one.anomaly());
            if (one.warming()) {
                meters.warming();
            }
        }
    }
}
