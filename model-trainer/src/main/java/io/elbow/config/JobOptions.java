// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How wide the job runs and how often it checkpoints.
 *
 * @param parallelism {@code job.parallelism} (default {@code 1}): Subtasks of each operator, at least 1. More than the
 *     records topic has partitions are of little use.
 * @param maxParallelism {@code job.max-parallelism} (default {@code 128}): The highest parallelism that this job's
 *     state can ever be restored at, between {@code job.parallelism} and 32768. It cannot be changed later without
 *     losing the state.
 * @param checkpointInterval {@code job.checkpoint-interval} (default {@code 10s}): Time between checkpoints, at least
 *     {@code 10ms}. With exactly-once delivery alerts become visible at checkpoints, so this bounds their delay.
 */
public record JobOptions(int parallelism, int maxParallelism, Duration checkpointInterval) implements Serializable {
    // Flink's own bounds.
    private static final int MOST_KEY_GROUPS = 1 << 15;
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

    public static final JobOptions DEFAULT = new JobOptions(1, 128, Duration.ofSeconds(10));

    public JobOptions {
        new Checks()
                .positive("job.parallelism", parallelism)
                .require(
                        maxParallelism >= parallelism && maxParallelism <= MOST_KEY_GROUPS,
                        "job.max-parallelism",
                        "between job.parallelism (" + parallelism + ") and " + MOST_KEY_GROUPS,
                        maxParallelism)
                .require(
                        checkpointInterval.compareTo(SHORTEST_INTERVAL) >= 0,
                        "job.checkpoint-interval",
                        "at least " + Durations.text(SHORTEST_INTERVAL),
                        Durations.text(checkpointInterval))
                .orThrow();
    }
}
