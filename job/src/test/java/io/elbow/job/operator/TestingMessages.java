// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;

/** Messages of the models topic, as somebody else wrote them. */
public final class TestingMessages {
    private TestingMessages() {}

    public static ModelMessage published(String key, byte[] artifact, ModelRole role, String parent, long offset) {
        return new ModelMessage(key, artifact, ModelHeaders.of(role, parent, null), offset, 0);
    }

    /** A champion of {@link TestingModels#DETECTOR}. */
    public static ModelMessage champion(byte[] artifact, long offset) {
        return champion(artifact, null, offset);
    }

    /**
     * A champion likewise.
     *
     * @param parent what its header says that it was made from
     */
    public static ModelMessage champion(byte[] artifact, String parent, long offset) {
        return published(TestingModels.DETECTOR, artifact, ModelRole.CHAMPION, parent, offset);
    }

    /** Active from an event time on. */
    public static ModelMessage announced(ModelArtifact model, long offset, String activation) {
        ModelMessage message = champion(ArtifactCodec.encode(model), offset);
        return with(message, message.headers().withActivation(activation));
    }

    /** Under its own key, in a role. */
    public static ModelMessage kept(ModelArtifact model, ModelRole role, long offset) {
        String key = TestingModels.DETECTOR + "/" + model.modelId();
        return published(key, ArtifactCodec.encode(model), role, null, offset);
    }

    /** The same by a publisher. */
    public static ModelMessage by(String publisher, ModelMessage message) {
        ModelHeaders headers = message.headers();
        return with(message, ModelHeaders.of(headers.role(), headers.parent(), publisher));
    }

    /** The same, to be taken whatever it was made from. */
    public static ModelMessage forced(ModelMessage message) {
        ModelHeaders headers = message.headers();
        return with(
                message,
                new ModelHeaders(headers.role(), headers.parent(), headers.publisher(), null, true, headers.answers()));
    }

    /** A champion that a job wrote back after it refused what stood at an offset. */
    public static ModelMessage answer(byte[] artifact, String parent, long refusedOffset, long offset) {
        ModelHeaders headers =
                new ModelHeaders(ModelRole.CHAMPION, parent, ModelHeaders.BY_JOB, null, false, refusedOffset);
        return new ModelMessage(TestingModels.DETECTOR, artifact, headers, offset, 0);
    }

    /** What the job published, once it stands in the topic. */
    public static ModelMessage readBack(ModelMessage published, long offset) {
        return new ModelMessage(published.key(), published.artifact(), published.headers(), offset, 0);
    }

    private static ModelMessage with(ModelMessage message, ModelHeaders headers) {
        return new ModelMessage(message.key(), message.artifact(), headers, message.offset(), 0);
    }
}
