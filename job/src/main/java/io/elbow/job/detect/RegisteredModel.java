// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.features.Standardizer;
import io.elbow.protocol.EncodedModel;

/** A model that the job holds, with the bytes that it was read from. */
public record RegisteredModel(ModelArtifact artifact, byte[] bytes) {
    /**
     * Reads a model.
     *
     * @throws io.elbow.artifact.ArtifactException where the bytes are none
     */
    public static RegisteredModel decode(byte[] bytes) {
        return new RegisteredModel(ArtifactCodec.decode(bytes), bytes);
    }

    public String id() {
        return artifact.modelId();
    }

    /** Id of the model that it was refreshed from, or null. */
    public String parent() {
        return artifact.manifest().provenance().parentModelId();
    }

    /** The scaler of all keys. */
    public Standardizer scaler() {
        return artifact.manifest().scaler();
    }

    /** Whether it has the features of another model, in order, and no condition that the other lacks. */
    public boolean learnsFrom(RegisteredModel other) {
        Manifest its = other.artifact.manifest();
        return artifact.manifest().sources().equals(its.sources())
                && its.conditions()
                        .columnNames()
                        .containsAll(artifact.manifest().conditions().columnNames());
    }

    /** As it is published. */
    public EncodedModel encoded() {
        return new EncodedModel(id(), parent(), bytes);
    }
}
