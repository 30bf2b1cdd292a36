// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When and how the running job refreshes its model.
 *
 * @param every {@code refresh.every} (default none): Event time from one refresh to the next. Without it the job does
 *     not refresh by time.
 * @param everyRecords {@code refresh.every-records} (default none): Normal records from one refresh to the next, at
 *     least 1. Without it the job does not refresh by their number.
 * @param onDrift {@code refresh.on-drift} (default {@code false}): Whether to refresh when scores of normal records
 *     drift away from the calibration.
 * @param minSamples {@code refresh.min-samples} (default {@code 5000}): No refresh starts with fewer samples than this,
 *     at least 1. A challenger is judged on at least as many records.
 * @param adaptAfter {@code refresh.adapt-after} (default {@code 6h}): A key that stays in one incident for so much
 *     event time has a new normal, which is then learned.
 * @param memoryBytes {@code refresh.memory} (default {@code 64MB}): About how much memory all samples together may
 *     take, at least {@code 100KB}. They lie on one TaskManager's heap and are written with each checkpoint.
 * @param cpuShare {@code refresh.cpu-share} (default {@code 0.25}): Share of one core that a fit may use, above 0 and
 *     at most 1.
 * @param timeLimit {@code refresh.time-limit} (default {@code 15m}): A fit that takes longer than this is given up.
 * @param guard {@code refresh.guard} (default {@code 0.01}): Records with a p-value below this are not trained on,
 *     between 0 and 1.
 * @param shadow {@code refresh.shadow} (default none): Event time that a new model first runs as challenger. Without it
 *     a new model becomes champion at once.
 * @param promote {@code refresh.promote} (default {@code auto}): Who promotes a new model that passed its comparison:
 *     {@code auto}, the job itself; {@code manual}, a person.
 */
public record RefreshOptions(
        Duration every,
        Integer everyRecords,
        boolean onDrift,
        int minSamples,
        Duration adaptAfter,
        int memoryBytes,
        double cpuShare,
        Duration timeLimit,
        double guard,
        Duration shadow,
        Promote promote)
        implements Serializable {

    /** Who lets a refreshed model that passed its comparison take over. */
    public enum Promote {
        /** The job itself. */
        AUTO,
        /** A person, by {@code models promote} or a control message. */
        MANUAL
    }

    /** Below it not even a small detector's least samples fit. */
    private static final int LEAST_MEMORY_BYTES = 100_000;

    public static final RefreshOptions DEFAULT = new RefreshOptions(
            null,
            null,
            false,
            5000,
            Duration.ofHours(6),
            64_000_000,
            0.25,
            Duration.ofMinutes(15),
            0.01,
            null,
            Promote.AUTO);

    public RefreshOptions {
        new Checks()
                .positive("refresh.min-samples", minSamples)
                .positive("refresh.adapt-after", adaptAfter)
                .positiveOrNull("refresh.every", every)
                .require(
                        everyRecords == null || everyRecords >= 1,
                        "refresh.every-records",
                        "at least 1, or null",
                        everyRecords)
                .require(memoryBytes >= LEAST_MEMORY_BYTES, "refresh.memory", "at least 100KB", memoryBytes + " bytes")
                .require(cpuShare > 0 && cpuShare <= 1, "refresh.cpu-share", "in (0, 1]", cpuShare)
                .positive("refresh.time-limit", timeLimit)
                .require(guard > 0 && guard < 1, "refresh.guard", "in (0, 1)", guard)
                .positiveOrNull("refresh.shadow", shadow)
                .orThrow();
    }

    /** Whether the job refreshes by itself; on request it may all the same. */
    public boolean byItself() {
        return every != null || everyRecords != null || onDrift;
    }
}
