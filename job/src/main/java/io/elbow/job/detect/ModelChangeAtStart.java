// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.Manifest;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import java.util.List;
import java.util.Set;

/**
 * What becomes of a restored model where the job was started with one of other features or conditions: the records are
 * read for the new one, so that the restored one could not score them, and the new one takes over.
 *
 * @param state what the job goes on from
 * @param before the features of the restored model, by which its keys' memories are
 * @param text what has changed, for a person; null: the restored model goes on
 */
public record ModelChangeAtStart(RegistryState state, List<FeatureSource> before, String text) {
    private static final Set<String> OTHER_INPUT =
            Set.of(ModelAcceptance.OTHER_FEATURES, ModelAcceptance.OTHER_CONDITIONS);

    /**
     * Decides.
     *
     * @param restored what the snapshot holds, or of a job that restores none
     * @param first the model that the job was started with
     * @param features that the records are read for
     */
    public static ModelChangeAtStart of(
            RegistryState restored, InitialModel first, ModelAcceptance acceptance, List<FeatureSource> features) {
        RegisteredModel model;
        try {
            model = RegisteredModel.decode(restored.champion());
        } catch (ArtifactException e) {
            // The registry says what is wrong with it, and what to do.
            return new ModelChangeAtStart(restored, features, null);
        }
        Manifest manifest = model.artifact().manifest();
        boolean scores = acceptance
                .refusal(model.artifact())
                .filter(refusal -> OTHER_INPUT.contains(refusal.code()))
                .isEmpty();
        return scores
                ? new ModelChangeAtStart(restored, manifest.sources(), null)
                : new ModelChangeAtStart(
                        RegistryState.of(first),
                        manifest.sources(),
                        "takes the place of " + model.artifact().shortId() + " at the start: "
                                + text(FeatureSources.features(manifest.sources()), FeatureSources.features(features)));
    }

    /** Whether the restored model is replaced. */
    public boolean isOne() {
        return text != null;
    }

    private static String text(List<String> before, List<String> now) {
        List<String> stay = now.stream().filter(before::contains).toList();
        List<String> come = now.stream().filter(name -> !before.contains(name)).toList();
        List<String> go = before.stream().filter(name -> !now.contains(name)).toList();
        if (come.isEmpty() && go.isEmpty()) {
            return "it has other conditions or another order of features";
        }
        return "features that come " + come + ", that go " + go + ", that stay, with what keys remember of them, "
                + stay;
    }
}
