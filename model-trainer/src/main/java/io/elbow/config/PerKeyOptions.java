// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.time.Duration;

/**
 * How each key's own statistics are kept.
 *
 * @param priorRows {@code features.prior-rows} (default {@code 10}): How many rows the global statistics count as when
 *     a key's own are computed, above 0. A key with few rows is scored mostly by the global ones.
 * @param bucket {@code features.bucket} (default {@code 1h}): A key's statistics change once per span of event time of
 *     this length, at least {@code 1ms}, so that neither batching nor parallelism changes a score.
 * @param halfLife {@code features.half-life} (default {@code never}): After so much event time with records, what a key
 *     knew before counts half. At least {@code features.bucket}; {@code never} means that all its rows count alike.
 */
public record PerKeyOptions(double priorRows, Duration bucket, Duration halfLife) {
    public static final PerKeyOptions DEFAULT = new PerKeyOptions(10, Duration.ofHours(1), null);

    /** How the yaml says that there is no half-life. */
    static final String NEVER = "never";

    public PerKeyOptions {
        new Checks()
                .require(
                        priorRows > 0 && priorRows < Double.POSITIVE_INFINITY,
                        "features.prior-rows",
                        "positive",
                        priorRows)
                .require(bucket.toMillis() >= 1, "features.bucket", "at least 1ms", Durations.text(bucket))
                .require(
                        halfLife == null || halfLife.compareTo(bucket) >= 0,
                        "features.half-life",
                        "at least features.bucket (" + Durations.text(bucket) + "), or never,",
                        text(halfLife))
                .orThrow();
    }

    /** The half-life as the yaml says it. */
    public String halfLifeText() {
        return text(halfLife);
    }

    /** What a key's rows weigh a bucket later, in (0, 1]: 2^(-bucket / half-life). */
    public double kept() {
        return halfLife == null ? 1 : Math.pow(2, -(double) bucket.toMillis() / halfLife.toMillis());
    }

    private static String text(Duration halfLife) {
        return halfLife == null ? NEVER : Durations.text(halfLife);
    }
}
