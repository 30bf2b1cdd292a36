// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * The last rows of a key that are scored together.
 *
 * @param length {@code shingle.length} (default {@code 1}): How many rows of a key are scored together, at least 1.
 *     {@code auto} lets the trainer choose: ten for series.
 * @param minRows {@code shingle.min-rows} (default {@code 1}): A key with fewer rows than this is warming up and gets
 *     no score. From 1 to {@code shingle.length}.
 * @param gap {@code shingle.gap} (default none): A key that was silent for longer than this starts a new shingle.
 *     Without it the shingle goes on.
 * @param idleTtl {@code shingle.idle-ttl} (default {@code 7d}): A key's memory is removed after so much processing time
 *     without a record. {@code null} keeps it for ever.
 */
public record ShingleOptions(int length, int minRows, Duration gap, Duration idleTtl) implements Serializable {
    public static final int AUTO = 0;

    public static final ShingleOptions DEFAULT = new ShingleOptions(1, 1, null, Duration.ofDays(7));

    public ShingleOptions {
        new Checks()
                .require(length >= 1 || length == AUTO, "shingle.length", "at least 1, or auto,", length)
                .positive("shingle.min-rows", minRows)
                .require(
                        length < 1 || minRows <= length,
                        "shingle.min-rows",
                        "at most shingle.length (" + length + ")",
                        minRows)
                .positiveOrNull("shingle.idle-ttl", idleTtl)
                .positiveOrNull("shingle.gap", gap)
                .orThrow();
    }
}
