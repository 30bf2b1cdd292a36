// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.FeatureExcess;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.ElboMeters;
import java.util.List;

/**
 * What the meters are told of scored records: everything less the model's floor, since none of them takes less than 0.
 */
final class ScoredMeters {
    private ScoredMeters() {}

    static void tell(ElboMeters meters, LiveModel model, List<ScoredObservation> scored, FeatureExcess excess) {
        meters.featureExcess(model.featureNames(), excess.nats(), excess.rows());
        for (ScoredObservation one : scored) {
            meters.scored(
                    one.score() - model.floor(),
                    one.reconstruction() - model.floor(),
                    one.kl(),
                    one.pValue(),
                    one.anomaly());
        }
    }
}
