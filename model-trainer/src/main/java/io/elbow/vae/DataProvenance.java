// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.CodeVersion;
import io.elbow.artifact.Provenance;
import io.elbow.data.DataDigest;
import io.elbow.data.DataSummary;
import io.elbow.data.Dataset;
import io.elbow.features.KeptSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Describes where a model comes from, so that a result can be traced to its data and its machine. */
public final class DataProvenance {
    private DataProvenance() {}

    /**
     * Describes a fit on this table, in this process.
     *
     * @param sources files or topics, for people
     * @param topicOffsets end offsets by partition if rows come from a topic, else empty
     * @param time of the fit, kept to the second
     */
    public static Provenance of(Dataset dataset, List<String> sources, Map<Integer, Long> topicOffsets, Instant time) {
        return of(DataSummary.of(dataset), sources, topicOffsets, time);
    }

    /** Describes a fit on a table that was summarised while it was read. */
    public static Provenance of(DataSummary data, List<String> sources, Map<Integer, Long> topicOffsets, Instant time) {
        return new Provenance(
                new Provenance.Data(
                        data.fingerprint(),
                        sources,
                        data.rows(),
                        data.firstTimestampMillis(),
                        data.lastTimestampMillis(),
                        topicOffsets),
                null,
                new Provenance.Platform(
                        CodeVersion.NUMBER,
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        TorchEngine.threads(),
                        null),
                time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Describes a fit on samples that a running job kept, in this process. */
    static Provenance ofSamples(List<String> features, List<? extends KeptSample> rows, Instant time) {
        int length = rows.get(0).rows().length / features.size();
        List<String> inputs = Collections.nCopies(length, features).stream()
                .flatMap(List::stream)
                .toList();
        DataDigest digest = new DataDigest(inputs, List.of());
        for (KeptSample row : rows) {
            String eventTime = Instant.ofEpochMilli(row.timestampMillis()).toString();
            digest.add(new Dataset.Row(
                    0, row.key(), eventTime, row.timestampMillis(), row.rows(), false, row.conditions()));
        }
        return of(digest.summary(), List.of("samples of the stream"), Map.of(), time);
    }
}
