// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import java.time.Duration;

/**
 * Bucket borders of the histograms. Distributions without a unit of time use whole numbers, because Micrometer rounds
 * what it records there up to one.
 */
final class Buckets {
    /** Nats above the lowest possible score: from ordinary records to those thousands of deviations away. */
    static final double[] EXCESS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000
    };

    static final double[] KL = {1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1_000};
    static final double[] SURPRISE = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16};
    static final double[] BATCH = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024};
    static final Duration[] SCORING =
            times(50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000, 1_000_000);
    static final Duration[] LINGER = times(100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000);
    static final Duration[] LATENCY = times(
            1_000,
            2_000,
            5_000,
            10_000,
            20_000,
            50_000,
            100_000,
            200_000,
            500_000,
            1_000_000,
            2_000_000,
            5_000_000,
            10_000_000,
            60_000_000);

    private Buckets() {}

    private static Duration[] times(long... micros) {
        Duration[] times = new Duration[micros.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = Duration.ofNanos(micros[i] * 1_000);
        }
        return times;
    }
}
