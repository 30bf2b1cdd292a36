// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model comes from.
 *
 * @param parentModelId null for a model that was not refreshed from another
 * @param time ISO-8601 instant of the fit, or of SOURCE_DATE_EPOCH
 */
public record Provenance(
        @JsonUnwrapped Data data,
        @OrNull String parentModelId,
        @JsonUnwrapped Platform platform,
        String time) {
    /**
     * The training rows.
     *
     * @param dataFingerprint SHA-256 of the training rows, hex
     * @param sources files or topics
     * @param firstTimestampMillis event time of the oldest row; null where rows have none
     * @param lastTimestampMillis likewise of the newest row
     * @param topicOffsets end offset by partition where the rows came from a topic, else empty
     */
    public record Data(
            String dataFingerprint,
            List<String> sources,
            long rows,
            @OrNull Long firstTimestampMillis,
            @OrNull Long lastTimestampMillis,
            Map<Integer, Long> topicOffsets) {
        public Data {
            topicOffsets = Collections.unmodifiableSortedMap(new TreeMap<>(topicOffsets));
        }
    }

    /**
     * What the fit ran on, since numbers differ by platform.
     *
     * @param device that the network was fitted on, where it was another than the CPU; else null
     */
    public record Platform(
            String codeVersion,
            String java,
            String os,
            String arch,
            int threads,
            @OrNull String device) {}

    /** The same of a model that was refreshed from another. */
    public Provenance withParent(String modelId) {
        return new Provenance(data, modelId, platform, time);
    }

    /** The same of a network that was fitted on another device than the CPU; null: on the CPU. */
    public Provenance withDevice(String device) {
        Platform p = platform;
        return new Provenance(
                data, parentModelId, new Platform(p.codeVersion, p.java, p.os, p.arch, p.threads, device), time);
    }
}
