// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * The last rows of a key that are scored together.
 *
 * @param length rows a shingle; {@link #AUTO}: chosen by the trainer
 * @param minRows fewer rows than this are warm-up, without a score
 * @param gap event time between two rows of a key after which the shingle starts anew; null: never
 * @param idleTtl processing time after which an idle key's memory is reclaimed; null: never
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
