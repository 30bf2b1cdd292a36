// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.protocol.ModelHeaders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Whether a model can serve a running detector, and in the role that its message names. */
public final class ModelAcceptance {
    /**
     * Why not.
     *
     * @param code short, for metric tags
     * @param detail one line for a person
     */
    public record Refusal(String code, String detail) {}

    /** Code of a model that was made from another one than the champion. */
    public static final String STALE_PARENT = "stale-parent";

    /** Code of a model whose activation is no event time. */
    public static final String BAD_ACTIVATION = "bad-activation";

    /** Code of a model of other features than the job reads. */
    public static final String OTHER_FEATURES = "other-features";

    /** Code of a model of conditions that the job does not read. */
    public static final String OTHER_CONDITIONS = "other-conditions";

    /** Publishers that may put a model in place of one that it was not made from. */
    private static final Set<String> FREE = Set.of(ModelHeaders.BY_ROLLBACK, ModelHeaders.BY_PROMOTE);

    /** A running job reads its records for the features and conditions that it was started with. */
    private static final String RESTART = "; stop the job with a savepoint, publish the model, and start the job from"
            + " the savepoint: it goes on with that model";

    private static final int SHORT_ID = 12;

    private final String detector;
    private final List<FeatureSource> features;
    private final List<String> conditions;
    private final Function<ModelArtifact, Optional<Refusal>> trial;

    /**
     * @param features in order, by the fields that the job parses
     * @param conditions what it parses of them; a model may use fewer
     * @param trial lets a model score ordinary rows; empty: its scores are finite
     */
    public ModelAcceptance(
            String detector,
            List<FeatureSource> features,
            List<String> conditions,
            Function<ModelArtifact, Optional<Refusal>> trial) {
        this.trial = trial;
        this.conditions = List.copyOf(conditions);
        this.detector = detector;
        this.features = List.copyOf(features);
    }

    /** Empty: the model can be used. */
    public Optional<Refusal> refusal(ModelArtifact artifact) {
        String madeFor = artifact.manifest().detector();
        if (madeFor != null && !madeFor.equals(detector)) {
            return Optional.of(new Refusal(
                    "other-detector",
                    "model " + artifact.shortId() + " was made for detector " + madeFor + ", this one is " + detector));
        }
        List<FeatureSource> itsFeatures = artifact.manifest().sources();
        if (!itsFeatures.equals(features)) {
            return Optional.of(new Refusal(
                    OTHER_FEATURES,
                    "model " + artifact.shortId() + " has the features " + FeatureSources.features(itsFeatures)
                            + ", this job reads " + FeatureSources.features(features) + RESTART));
        }
        List<String> itsConditions = artifact.manifest().conditions().columnNames();
        if (!conditions.containsAll(itsConditions)) {
            return Optional.of(new Refusal(
                    OTHER_CONDITIONS,
                    "model " + artifact.shortId() + " has the conditions " + itsConditions + ", this job reads "
                            + conditions + RESTART));
        }
        return Optional.empty();
    }

    /** Why a model may not score the stream by what it makes of ordinary rows; empty: its scores are finite. */
    Optional<Refusal> trial(ModelArtifact artifact) {
        return trial.apply(artifact);
    }

    /**
     * Why a readable model may not take the champion's place by what its message says. One that was made from no other
     * model is taken, and so is what was written back: a job accepted it before.
     *
     * @param champion id of the model that was accepted last
     */
    static Optional<Refusal> championRefusal(ModelArtifact artifact, ModelHeaders headers, String champion) {
        if (headers.activation() != null && headers.activationMillis().isEmpty()) {
            return Optional.of(new Refusal(
                    BAD_ACTIVATION,
                    "model " + artifact.shortId() + " has the activation '" + headers.activation()
                            + "', which is no event time such as 2026-01-31T00:00:00Z; publish it again"));
        }
        String parent =
                headers.parent() == null ? artifact.manifest().provenance().parentModelId() : headers.parent();
        boolean free = headers.forced()
                || headers.isAnswer()
                || (headers.publisher() != null && FREE.contains(headers.publisher()));
        if (parent == null || parent.equals(champion) || free) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                STALE_PARENT,
                "model " + artifact.shortId() + " was made from " + shorten(parent) + " but the champion is "
                        + shorten(champion) + "; make it from that one, or publish it with --force"));
    }

    /**
     * Why a readable model may not run as challenger.
     *
     * @param key of its message
     * @param shingleLength the champion's
     */
    static Optional<Refusal> challengerRefusal(ModelArtifact artifact, String key, int shingleLength) {
        if (!key.endsWith("/" + artifact.modelId())) {
            return Optional.of(new Refusal(
                    "other-key",
                    "model " + artifact.shortId() + " was published under the key " + key
                            + ", which names another; publish it with publish --challenger"));
        }
        int its = artifact.manifest().spec().shingleLength();
        if (its != shingleLength) {
            return Optional.of(new Refusal(
                    "other-shingle",
                    "challenger " + artifact.shortId() + " has shingles of " + its + " rows, the champion of "
                            + shingleLength + ": they do not judge the same records; publish it as champion"));
        }
        return Optional.empty();
    }

    private static String shorten(String modelId) {
        return modelId.length() <= SHORT_ID ? modelId : modelId.substring(0, SHORT_ID);
    }
}
