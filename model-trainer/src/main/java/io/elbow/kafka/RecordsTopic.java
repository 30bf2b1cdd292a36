// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import io.elbow.data.Dataset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads the records topic back for training. */
public final class RecordsTopic {
    /**
     * What was read.
     *
     * @param rejected records that could not be parsed, by reason code
     * @param endOffsets by partition: the offset behind the last one read
     */
    public record ReadBack(Dataset dataset, Map<String, Long> rejected, Map<Integer, Long> endOffsets) {}

    private RecordsTopic() {}

    /**
     * Reads records whose Kafka timestamp is at or after {@code now - since}, up to the end offsets at the call.
     *
     * @param features empty: every numeric field of the first records, sorted by name
     */
    public static ReadBack read(DetectorConfig config, List<String> features, Duration since, Instant now) {
        throw new UnsupportedOperationException(config.name() + features + since + now);
    }
}
