// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When and how the running job refreshes its model.
 *
 * @param every event time from one refresh to the next; null: not by time
 * @param everyRecords normal records from one refresh to the next; null: not by their number
 * @param onDrift whether a shift of the scores against the calibration asks for one
 * @param minSamples normal records kept, below which no model is fitted
 * @param adaptAfter event time that a key's incident must last before its records are what is normal now
 * @param memoryBytes of the records kept for a fit, all together
 * @param cpuShare share of one core that a fit takes, in (0, 1]
 * @param timeLimit after which a fit is given up, processing time
 * @param guard a record with a p-value below it is not learned from, in (0, 1)
 * @param shadow event time that a refreshed model runs as challenger before it may take over; null: it takes over at
 *     once
 * @param promote who lets it take over
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
