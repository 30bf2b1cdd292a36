// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Computes the summary of a table row by row, without keeping the rows. */
public final class DataDigest {
    private final MessageDigest digest = sha256();
    private final ByteBuffer cells;
    private long rows;
    private long labelled;
    private boolean timed;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    public DataDigest(List<String> features, List<String> conditions) {
        features.forEach(this::update);
        conditions.forEach(this::update);
        cells = ByteBuffer.allocate(Double.BYTES * (features.size() + 2));
    }

    /** Takes the next row. */
    public void add(Dataset.Row row) {
        rows++;
        labelled += row.anomalous() ? 1 : 0;
        timed |= !row.timestamp().isEmpty();
        first = Math.min(first, row.timestampMillis());
        last = Math.max(last, row.timestampMillis());
        update(row.key());
        cells.clear();
        cells.putLong(row.timestampMillis()).putLong(row.anomalous() ? 1 : 0);
        for (double value : row.values()) {
            cells.putDouble(value);
        }
        digest.update(cells.array());
        for (String condition : row.conditions()) {
            update(condition == null ? "" : condition);
        }
    }

    /** The summary of the rows so far. Call it once: it ends the digest. */
    public DataSummary summary() {
        return new DataSummary(
                HexFormat.of().formatHex(digest.digest()), rows, labelled, timed ? first : null, timed ? last : null);
    }

    private void update(String text) {
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
