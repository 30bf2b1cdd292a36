// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import java.util.List;
import java.util.Optional;

/** The compacted topic, one partition, that every model reaches the job by. */
public final class ModelsTopic {
    /**
     * What reading to the end gave.
     *
     * @param champion the newest message under the detector's own key
     * @param nextOffset the offset behind what was read: where the job's models source starts
     */
    public record Resolved(Optional<PublishedModel> champion, List<PublishedModel> kept, long nextOffset) {}

    public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final DetectorConfig config;

    public ModelsTopic(DetectorConfig config) {
        this.config = config;
    }

    /** Reads the topic to its end offsets (read_committed). Throws KafkaUnavailableException within 15 s. */
    public Resolved resolve() {
        throw new UnsupportedOperationException(config.name());
    }

    /**
     * Publishes a champion: its bytes under {@code <detector>} and under {@code <detector>/<model id>}, in one
     * transaction, and removes all but the newest {@code models.keep} by tombstones.
     *
     * @throws io.elbow.config.BadInputException where the artifact is larger than a message may be, or made for another
     *     detector
     */
    public void publish(ModelArtifact artifact, String publisher) {
        throw new UnsupportedOperationException(config.name() + artifact + publisher);
    }
}
