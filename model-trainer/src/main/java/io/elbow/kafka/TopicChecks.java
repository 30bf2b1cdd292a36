// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import java.util.List;

/** Whether the topics of a detector are as they must be; and making those that are missing. */
public final class TopicChecks {
    private TopicChecks() {}

    /**
     * One topic's state.
     *
     * @param role which key of kafka.topics names it, such as {@code records}
     * @param faults one line each with the remedy; empty: fine
     */
    public record TopicState(String role, String topic, boolean exists, int partitions, List<String> faults) {}

    /** Checks every topic in one go. Throws KafkaUnavailableException naming the address within 15 s. */
    public static List<TopicState> check(DetectorConfig config) {
        throw new UnsupportedOperationException(config.name());
    }

    /** Creates the missing ones (models: compacted, one partition, 16 MiB messages), then checks. */
    public static List<TopicState> create(DetectorConfig config) {
        throw new UnsupportedOperationException(config.name());
    }
}
