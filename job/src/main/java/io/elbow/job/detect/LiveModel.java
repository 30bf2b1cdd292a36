// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ModelArtifact;
import io.elbow.budget.SurpriseFit;
import io.elbow.config.BadInputException;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import io.elbow.stream.BudgetOptions;
import io.elbow.stream.ScoringModel;
import io.elbow.stream.SurpriseFits;
import io.elbow.stream.SurpriseJudge;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A model and all that belongs to it: scaler, scorer, calibration and threshold, which are swapped together or not at
 * all. Owns the scorer and frees it.
 */
public final class LiveModel extends ScoringModel implements AutoCloseable {
    private final ModelArtifact artifact;

    /**
     * @param alertRate the yaml's; null: the model's own
     * @param guard the yaml's {@code refresh.guard}
     * @param parsed the conditions that the records carry, in order
     */
    public LiveModel(ModelArtifact artifact, Double alertRate, double guard, Scorer scorer, List<String> parsed) {
        this(artifact, alertRate, guard, scorer, parsed, null);
    }

    /**
     * The same under a budget.
     *
     * @param budget null: the p-value decides
     * @throws BadInputException where there is a budget and the model knows nothing of surprise
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
    }

    private static SurpriseJudge surprises(ModelArtifact artifact, BudgetOptions budget) {
        if (budget == null) {
            return null;
        }
        SurpriseFit fit = SurpriseFits.of(artifact.manifest());
        if (fit == null) {
            throw new BadInputException(noSurprise(artifact));
        }
        return new SurpriseJudge(fit, budget);
    }

    /** One line for a person: the model cannot go by a budget. */
    public static String noSurprise(ModelArtifact artifact) {
        return "model " + artifact.shortId()
                + " cannot keep alerts.budget, because it was made by a release that did not"
                + " note how surprising normal records are: train a model anew, or take alerts.budget out of the yaml";
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
