// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.config.FeatureSource;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.features.Derivation;
import io.elbow.stream.StreamScoring;
import java.io.Serializable;
import java.util.List;

/**
 * What the score operator needs of the configuration, as it travels to the tasks.
 *
 * @param features of the models, in order, by the fields that the job parses
 * @param alertRate the yaml's; null: the model's own
 * @param conditions what the job parses of them, in order
 * @param modelsTopic where model updates come from, for dead letters
 * @param refresh null: nobody wants samples
 * @param guard least p-value of what an established key's statistics learn from
 */
public record ScoreSettings(
        String detector,
        List<FeatureSource> features,
        List<String> conditions,
        Double alertRate,
        ShingleOptions shingle,
        ScoreOptions score,
        String modelsTopic,
        RefreshOptions refresh,
        double guard)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public ScoreSettings {
        features = List.copyOf(features);
        conditions = List.copyOf(conditions);
    }

    /** What the scoring loop must know. */
    StreamScoring.Settings ofLoop() {
        return new StreamScoring.Settings(
                shingle.minRows(), shingle.gap(), score.batchSize(), refresh != null, new Derivation(features));
    }
}
