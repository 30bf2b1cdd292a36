// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ModelArtifact;
import io.elbow.job.event.ModelUpdate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Whether a readable model can serve a running detector. */
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

    /** Publishers that may put a model in place of one that it was not made from. */
    private static final Set<String> FREE = Set.of(ModelUpdate.ROLLBACK, ModelUpdate.PROMOTE);

    private static final int SHORT_ID = 12;

    /** What an ISO instant with a four-digit year can say. */
    private static final long LATEST_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private final String detector;
    private final List<String> features;
    private final List<String> conditions;

    /**
     * @param features what the job parses, in order
     * @param conditions what it parses of them; a model may use fewer
     */
    public ModelAcceptance(String detector, List<String> features, List<String> conditions) {
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
        List<String> itsFeatures = artifact.manifest().featureNames();
        if (!itsFeatures.equals(features)) {
            return Optional.of(new Refusal(
                    "other-features",
                    "model " + artifact.shortId() + " has the features " + itsFeatures + ", this job reads "
                            + features));
        }
        List<String> itsConditions = artifact.manifest().conditions().columnNames();
        if (!conditions.containsAll(itsConditions)) {
            return Optional.of(new Refusal(
                    "other-conditions",
                    "model " + artifact.shortId() + " has the conditions " + itsConditions + ", this job reads "
                            + conditions + "; restart the job with that model"));
        }
        return Optional.empty();
    }

    /**
     * Why a readable model may not take the champion's place by what its message says. One that was made from no other
     * model is taken, and so is what was written back: a job accepted it before.
     *
     * @param champion id of the model that was accepted last
     */
    public static Optional<Refusal> refusal(ModelArtifact artifact, ModelUpdate update, String champion) {
        if (update.activation() != null && activation(update).isEmpty()) {
            return Optional.of(new Refusal(
                    BAD_ACTIVATION,
                    "model " + artifact.shortId() + " has the activation '" + update.activation()
                            + "', which is no event time such as 2026-01-31T00:00:00Z; publish it again"));
        }
        String parent =
                update.parent() == null ? artifact.manifest().provenance().parentModelId() : update.parent();
        boolean free = update.forced()
                || update.answers() != ModelUpdate.NONE
                || (update.publisher() != null && FREE.contains(update.publisher()));
        if (parent == null || parent.equals(champion) || free) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                STALE_PARENT,
                "model " + artifact.shortId() + " was made from " + shorten(parent) + " but the champion is "
                        + shorten(champion) + "; make it from that one, or publish it with --force"));
    }

    /**
     * Why a readable model may not run beside the champion.
     *
     * @param shingleLength the champion's
     */
    public static Optional<Refusal> challengerRefusal(ModelArtifact artifact, ModelUpdate update, int shingleLength) {
        if (!update.key().endsWith("/" + artifact.modelId())) {
            return Optional.of(new Refusal(
                    "other-key",
                    "model " + artifact.shortId() + " was published under the key " + update.key()
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

    /** Event time from which on the model scores, ms; empty where the message names none, or nothing that is one. */
    public static OptionalLong activation(ModelUpdate update) {
        return activation(update.activation());
    }

    /** Likewise, by the header's text; null: there is none. */
    public static OptionalLong activation(String header) {
        if (header == null) {
            return OptionalLong.empty();
        }
        try {
            Instant instant = Instant.parse(header);
            boolean fits = !instant.isBefore(Instant.EPOCH) && !instant.isAfter(Instant.ofEpochMilli(LATEST_MILLIS));
            return fits ? OptionalLong.of(instant.toEpochMilli()) : OptionalLong.empty();
        } catch (DateTimeParseException e) {
            return OptionalLong.empty();
        }
    }

    private static String shorten(String modelId) {
        return modelId.length() <= SHORT_ID ? modelId : modelId.substring(0, SHORT_ID);
    }
}
