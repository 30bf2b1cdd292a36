// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.CodeVersion;
import io.elbow.artifact.Provenance;
import io.elbow.data.Dataset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Where a model comes from, so that a result can be traced to its data and its machine. */
public final class DataProvenance {
    private DataProvenance() {}

    /**
     * Describes a fit on this table, in this process.
     *
     * @param sources files or topics, for people
     * @param topicOffsets end offset by partition of rows from a topic, else empty
     * @param time of the fit, kept to the second
     */
    public static Provenance of(Dataset dataset, List<String> sources, Map<Integer, Long> topicOffsets, Instant time) {
        boolean timed = dataset.rows().stream().anyMatch(row -> !row.timestamp().isEmpty());
        return here(
                fingerprint(dataset),
                sources,
                dataset.rows().size(),
                timed ? times(dataset).min().getAsLong() : null,
                timed ? times(dataset).max().getAsLong() : null,
                topicOffsets,
                time);
    }

    /** Describes a fit on samples that a running job kept, in this process. */
    static Provenance ofSamples(List<String> features, List<RefreshFit.Row> rows, Instant time) {
        MessageDigest digest = sha256();
        features.forEach(name -> update(digest, name));
        for (RefreshFit.Row row : rows) {
            update(digest, row.key());
            digest.update(cells(row.timestampMillis(), 0, row.values()));
            update(digest, row.conditions());
        }
        return here(
                HexFormat.of().formatHex(digest.digest()),
                List.of("samples of the stream"),
                rows.size(),
                rows.stream().mapToLong(RefreshFit.Row::timestampMillis).min().getAsLong(),
                rows.stream().mapToLong(RefreshFit.Row::timestampMillis).max().getAsLong(),
                Map.of(),
                time);
    }

    private static Provenance here(
            String fingerprint,
            List<String> sources,
            long rows,
            Long first,
            Long last,
            Map<Integer, Long> topicOffsets,
            Instant time) {
        return new Provenance(
                fingerprint,
                sources,
                rows,
                first,
                last,
                topicOffsets,
                null,
                CodeVersion.NUMBER,
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                TorchEngine.threads(),
                time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static LongStream times(Dataset dataset) {
        return dataset.rows().stream().mapToLong(Dataset.Row::timestampMillis);
    }

    /** SHA-256 over names, keys, times, labels, values and conditions, in order. */
    private static String fingerprint(Dataset dataset) {
        MessageDigest digest = sha256();
        dataset.features().forEach(name -> update(digest, name));
        dataset.conditions().forEach(name -> update(digest, name));
        for (Dataset.Row row : dataset.rows()) {
            update(digest, row.key());
            digest.update(cells(row.timestampMillis(), row.anomalous() ? 1 : 0, row.values()));
            update(digest, row.conditions());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] cells(long timestampMillis, long label, double[] values) {
        ByteBuffer cells = ByteBuffer.allocate(Double.BYTES * (values.length + 2));
        cells.putLong(timestampMillis).putLong(label);
        for (double value : values) {
            cells.putDouble(value);
        }
        return cells.array();
    }

    private static void update(MessageDigest digest, String[] texts) {
        for (String text : texts) {
            update(digest, text == null ? "" : text);
        }
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
