// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.time.Duration;

/**
 * How each key's own statistics are kept.
 *
 * @param priorRows n0: a key's n rows weigh n / (n + n0) against the fleet's
 * @param bucket event time within which a key's statistics stand still
 * @param halfLife event time with normal records of a key after which what it had before weighs half
 */
public record PerKeyOptions(double priorRows, Duration bucket, Duration halfLife) {
    public static final PerKeyOptions DEFAULT = new PerKeyOptions(100, Duration.ofHours(1), Duration.ofDays(7));

    public PerKeyOptions {
        new Checks()
                .require(
                        priorRows > 0 && priorRows < Double.POSITIVE_INFINITY,
                        "features.prior-rows",
                        "positive",
                        priorRows)
                .require(bucket.toMillis() >= 1, "features.bucket", "at least 1ms", Durations.text(bucket))
                .require(
                        halfLife.compareTo(bucket) >= 0,
                        "features.half-life",
                        "at least features.bucket (" + Durations.text(bucket) + ")",
                        Durations.text(halfLife))
                .orThrow();
    }
}
