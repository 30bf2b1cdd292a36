// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When and how the running job refreshes its model.
 *
 * @param timing when a refresh starts
 * @param samples what it learns from
 * @param effort what a fit may take
 * @param takeover how its model becomes champion
 */
public record RefreshOptions(Timing timing, Samples samples, Effort effort, Takeover takeover) implements Serializable {
    public static final RefreshOptions DEFAULT = new RefreshOptions(
            new Timing(null, null, false),
            new Samples(5000, Duration.ofHours(6), 64_000_000, 0.01),
            new Effort(0.25, Duration.ofMinutes(15)),
            new Takeover(null, Promote.AUTO));

    /** Who lets a refreshed model that passed its comparison take over. */
    public enum Promote {
        /** The job itself. */
        AUTO,
        /** A person, by {@code models promote} or a control message. */
        MANUAL
    }

    /**
     * When a refresh starts by itself.
     *
     * @param every {@code refresh.every} (default none): Event time from one refresh to the next. Without it the job
     *     does not refresh by time.
     * @param everyRecords {@code refresh.every-records} (default none): Normal records from one refresh to the next, at
     *     least 1. Without it the job does not refresh by their number.
     * @param onDrift {@code refresh.on-drift} (default {@code false}): Whether to refresh when scores of normal records
     *     drift away from the calibration.
     */
    public record Timing(Duration every, Integer everyRecords, boolean onDrift) implements Serializable {
        public Timing {
            new Checks()
                    .positiveOrNull("refresh.every", every)
                    .require(
                            everyRecords == null || everyRecords >= 1,
                            "refresh.every-records",
                            "at least 1, or null",
                            everyRecords)
                    .orThrow();
        }
    }

    /**
     * What a refresh learns from.
     *
     * @param minSamples {@code refresh.min-samples} (default {@code 5000}): No refresh starts with fewer samples than
     *     this, at least 1. A challenger is judged on at least as many records. Of fewer than about 1,000 the tenth
     *     that both models are compared on is too few, and the refresh is refused.
     * @param adaptAfter {@code refresh.adapt-after} (default {@code 6h}): A key that stays in one incident for so much
     *     event time has a new normal, which is then learned.
     * @param memoryBytes {@code refresh.memory} (default {@code 64MB}): About how much memory all samples together may
     *     take, at least {@code 100KB}. They lie on one TaskManager's heap and are written with each checkpoint.
     * @param guard {@code refresh.guard} (default {@code 0.01}): Records with a p-value below this are not trained on,
     *     between 0 and 1.
     */
    public record Samples(int minSamples, Duration adaptAfter, int memoryBytes, double guard) implements Serializable {
        /** Below it not even a small detector's least samples fit. */
        private static final int LEAST_MEMORY_BYTES = 100_000;

        public Samples {
            new Checks()
                    .positive("refresh.min-samples", minSamples)
                    .positive("refresh.adapt-after", adaptAfter)
                    .require(
                            memoryBytes >= LEAST_MEMORY_BYTES,
                            "refresh.memory",
                            "at least 100KB",
                            memoryBytes + " bytes")
                    .require(guard > 0 && guard < 1, "refresh.guard", "in (0, 1)", guard)
                    .orThrow();
        }
    }

    /**
     * What a fit may take from the job that it runs beside.
     *
     * @param cpuShare {@code refresh.cpu-share} (default {@code 0.25}): Share of one core that a fit may use, above 0
     *     and at most 1.
     * @param timeLimit {@code refresh.time-limit} (default {@code 15m}): A fit that takes longer than this is given up.
     */
    public record Effort(double cpuShare, Duration timeLimit) implements Serializable {
        public Effort {
            new Checks()
                    .require(cpuShare > 0 && cpuShare <= 1, "refresh.cpu-share", "in (0, 1]", cpuShare)
                    .positive("refresh.time-limit", timeLimit)
                    .orThrow();
        }
    }

    /**
     * How a new model becomes champion.
     *
     * @param shadow {@code refresh.shadow} (default none): Event time that a new model first runs as challenger.
     *     Without it a new model becomes champion at once.
     * @param promote {@code refresh.promote} (default {@code auto}): Who promotes a new model that passed its
     *     comparison: {@code auto}, the job itself; {@code manual}, a person.
     */
    public record Takeover(Duration shadow, Promote promote) implements Serializable {
        public Takeover {
            new Checks().positiveOrNull("refresh.shadow", shadow).orThrow();
        }
    }

    public Duration every() {
        return timing.every;
    }

    public Integer everyRecords() {
        return timing.everyRecords;
    }

    public boolean onDrift() {
        return timing.onDrift;
    }

    public int minSamples() {
        return samples.minSamples;
    }

    public Duration adaptAfter() {
        return samples.adaptAfter;
    }

    public int memoryBytes() {
        return samples.memoryBytes;
    }

    public double guard() {
        return samples.guard;
    }

    public double cpuShare() {
        return effort.cpuShare;
    }

    public Duration timeLimit() {
        return effort.timeLimit;
    }

    public Duration shadow() {
        return takeover.shadow;
    }

    public Promote promote() {
        return takeover.promote;
    }

    /** Whether the job refreshes by itself; on request it may all the same. */
    public boolean byItself() {
        return timing.every != null || timing.everyRecords != null || timing.onDrift;
    }
}
