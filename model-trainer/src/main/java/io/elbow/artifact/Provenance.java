// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.util.List;
import java.util.Map;

/**
 * Where a model comes from.
 *
 * @param dataFingerprint SHA-256 of the training rows, hex
 * @param sources files or topics
 * @param firstTimestampMillis event time of the oldest row; null where rows have none
 * @param topicOffsets end offset by partition where the rows came from a topic, else empty
 * @param parentModelId null for a model that was not refreshed from another
 * @param time ISO-8601 instant of the fit, or of SOURCE_DATE_EPOCH
 * @param device that the network was fitted on, where it was another than the CPU; else null
 */
public record Provenance(
        String dataFingerprint,
        List<String> sources,
        long rows,
        Long firstTimestampMillis,
        Long lastTimestampMillis,
        Map<Integer, Long> topicOffsets,
        String parentModelId,
        String codeVersion,
        String java,
        String os,
        String arch,
        int threads,
        String time,
        String device) {

    /** The same of a model that was refreshed from another. */
    public Provenance withParent(String modelId) {
        return copy(modelId, device);
    }

    /** The same of a network that was fitted on another device than the CPU; null: on the CPU. */
    public Provenance withDevice(String word) {
        return copy(parentModelId, word);
    }

    private Provenance copy(String newParent, String newDevice) {
        return new Provenance(
                dataFingerprint,
                sources,
                rows,
                firstTimestampMillis,
                lastTimestampMillis,
                topicOffsets,
                newParent,
                codeVersion,
                java,
                os,
                arch,
                threads,
                time,
                newDevice);
    }
}
