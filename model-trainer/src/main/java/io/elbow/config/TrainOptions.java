// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.time.Duration;

/**
 * What happens where a detector has no model yet.
 *
 * @param after {@code train.after} (default none): Event time that the records topic must span before a start without
 *     any model fits the first one to it and publishes it. It says what is missing meanwhile. At least {@code 1s}.
 */
public record TrainOptions(Duration after) {
    /** A model is only waited for. */
    public static final TrainOptions DEFAULT = new TrainOptions(null);

    public TrainOptions {
        new Checks()
                .require(
                        after == null || after.compareTo(Duration.ofSeconds(1)) >= 0,
                        "train.after",
                        "at least 1s",
                        after == null ? "" : Durations.text(after))
                .orThrow();
    }
}
