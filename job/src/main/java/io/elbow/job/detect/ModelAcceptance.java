// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ModelArtifact;
import java.util.List;
import java.util.Optional;

/** Whether a readable model can serve a running detector. */
public final class ModelAcceptance {
    /**
     * Why not.
     *
     * @param code short, for metric tags
     * @param detail one line for a person
     */
    public record Refusal(String code, String detail) {}

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
        List<String> itsConditions =
                artifact.manifest().extensions().conditions().columnNames();
        if (!conditions.containsAll(itsConditions)) {
            return Optional.of(new Refusal(
                    "other-conditions",
                    "model " + artifact.shortId() + " has the conditions " + itsConditions + ", this job reads "
                            + conditions + "; restart the job with that model"));
        }
        return Optional.empty();
    }
}
