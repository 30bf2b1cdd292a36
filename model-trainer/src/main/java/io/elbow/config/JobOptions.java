// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/** How wide the job runs and how often it checkpoints. */
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
