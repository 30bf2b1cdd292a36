// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.FeatureSource;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.features.Derivation;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.ModelAcceptance;
import io.elbow.stream.BudgetOptions;
import io.elbow.stream.StreamScoring;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What the score operator needs of the configuration, as it travels to the tasks.
 *
 * @param features of the models, in order, by the fields that the job parses
 * @param alertRate the yaml's; null: the model's own
 * @param conditions what the job parses of them, in order
 * @param modelsTopic where model updates come from, for dead letters
 * @param refresh null: nobody wants samples
 * @param guard least p-value of what an established key's statistics learn from
 * @param budget null: the p-value decides what is an anomaly
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
        double guard,
        BudgetOptions budget)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public ScoreSettings {
        features = List.copyOf(features);
        conditions = List.copyOf(conditions);
    }

    /** Without a budget. */
    public ScoreSettings(
            String detector,
            List<FeatureSource> features,
            List<String> conditions,
            Double alertRate,
            ShingleOptions shingle,
            ScoreOptions score,
            String modelsTopic,
            RefreshOptions refresh,
            double guard) {
        this(detector, features, conditions, alertRate, shingle, score, modelsTopic, refresh, guard, null);
    }

    /** Makes a model ready to score. */
    LiveModel live(ModelArtifact artifact, ScorerFactory scorers) {
        return new LiveModel(artifact, alertRate, guard, scorers.create(artifact, score.scorer()), conditions, budget);
    }

    /** Why a model may not score the stream; empty: it may. */
    Optional<ModelAcceptance.Refusal> refusal(ModelArtifact artifact) {
        return ModelTrial.refusal(artifact, budget != null);
    }

    /** What the scoring loop must know. */
    StreamScoring.Settings ofLoop() {
        return new StreamScoring.Settings(
                shingle.minRows(), shingle.gap(), score.batchSize(), refresh != null, new Derivation(features));
    }
}
