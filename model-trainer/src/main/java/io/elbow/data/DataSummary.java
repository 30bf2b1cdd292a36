// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/**
 * What is known of all rows of a table, including those that were not kept in memory.
 *
 * @param fingerprint SHA-256 over names, keys, times, labels, values and conditions, in order, hex
 * @param labelled rows labelled anomalous
 * @param firstTimestampMillis event time of the oldest row; null where rows have none
 */
public record DataSummary(
        String fingerprint, long rows, long labelled, Long firstTimestampMillis, Long lastTimestampMillis) {
    /** Summarises a table in memory. */
    public static DataSummary of(Dataset dataset) {
        DataDigest digest = new DataDigest(dataset.features(), dataset.conditions());
        dataset.rows().forEach(digest::add);
        return digest.summary();
    }
}
