// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.time.Duration;

/** When the running job refreshes its model; {@code every} null: not by time. */
public record RefreshOptions(Duration every, int minSamples, Duration adaptAfter) {
    public RefreshOptions {
        new Checks()
                .positive("refresh.min-samples", minSamples)
                .positive("refresh.adapt-after", adaptAfter)
                .positiveOrNull("refresh.every", every)
                .orThrow();
    }
}
