// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ModelArtifact;
import io.elbow.budget.SurpriseFit;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import io.elbow.stream.BudgetOptions;
import io.elbow.stream.ScoringModel;
import io.elbow.stream.SurpriseJudge;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model and all that belongs to it: scaler, scorer, calibration and threshold, which are swapped together or not at
 * all. Owns the scorer and frees it.
 */
public final class LiveModel extends ScoringModel implements AutoCloseable {
    private final ModelArtifact artifact;
    private final BudgetOptions budget;

    /**
     * @param alertRate the yaml's; null: the model's own
     * @param guard the yaml's {@code refresh.guard}
     * @param parsed the conditions that the records carry, in order
     */
    public LiveModel(ModelArtifact artifact, Double alertRate, double guard, Scorer scorer, List<String> parsed) {
        this(artifact, alertRate, guard, scorer, parsed, null);
    }

    /**
     * The same under a budget. A model that knows nothing of surprise, which only a snapshot can bring, goes by its
     * p-values until the next one takes over, and opens nothing.
     *
     * @param budget null: the p-value decides
     */
    public LiveModel(
            ModelArtifact artifact,
            Double alertRate,
            double guard,
            Scorer scorer,
            List<String> parsed,
            BudgetOptions budget) {
        super(
                artifact.modelId(),
                artifact.manifest(),
                Judge.of(artifact.manifest(), artifact.manifest().alertRateOr(alertRate), guard),
                scorer,
                parsed,
                surprises(artifact, budget));
        this.artifact = artifact;
        this.budget = budget;
    }

    private static SurpriseJudge surprises(ModelArtifact artifact, BudgetOptions budget) {
        SurpriseFit fit = budget == null ? null : artifact.manifest().surprise();
        return fit == null ? null : new SurpriseJudge(fit, budget);
    }

    /** Why a model cannot go by a budget, one line for a person; empty: it can. */
    public static Optional<String> refusal(ModelArtifact artifact) {
        return artifact.manifest().surprise() != null
                ? Optional.empty()
                : Optional.of("model " + artifact.shortId() + " cannot keep alerts.budget, since it does not say how"
                        + " surprising normal rows were in the course of time: train it anew from rows with event times"
                        + " (an earlier release did not note it), or take alerts.budget out of the yaml");
    }

    /** What the model knows of surprise; null: nothing. */
    SurpriseFit surpriseFit() {
        return artifact.manifest().surprise();
    }

    /** Null: the p-value decides. */
    BudgetOptions budget() {
        return budget;
    }

    public String shortId() {
        return artifact.shortId();
    }

    /** Id of the model that it was refreshed from, or null. */
    public String parent() {
        return artifact.manifest().provenance().parentModelId();
    }

    /** When it was fitted, ms since 1970; empty where its artifact holds no time. */
    public OptionalLong fittedMillis() {
        try {
            return OptionalLong.of(
                    Instant.parse(artifact.manifest().provenance().time()).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        scorer().close();
    }
}
