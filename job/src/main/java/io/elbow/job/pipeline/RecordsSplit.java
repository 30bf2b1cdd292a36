// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** A partition and the position in it, which belongs to one topic: a topic made anew has the name but not the id. */
final class RecordsSplit extends KafkaPartitionSplit {
    private final String topicId;

    /** @param topicId null: not known */
    RecordsSplit(KafkaPartitionSplit split, String topicId) {
        super(
                split.getTopicPartition(),
                split.getStartingOffset(),
                split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
        this.topicId = topicId;
    }

    /** The id of the topic that the position belongs to; null: not known. */
    static String topicId(KafkaPartitionSplit split) {
        return split instanceof RecordsSplit known ? known.topicId : null;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
