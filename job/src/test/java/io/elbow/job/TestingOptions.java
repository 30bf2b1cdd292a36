// SPDX-License-Identifier: Apache-2.0
package io.elbow.job;

import io.elbow.config.RefreshOptions;
import java.time.Duration;

/** Options of a yaml that says little. */
public final class TestingOptions {
    private TestingOptions() {}

    /** Of a refresh an hour where there are so many samples. */
    public static RefreshOptions hourly(int minSamples) {
        RefreshOptions usual = RefreshOptions.DEFAULT;
        return new RefreshOptions(
                Duration.ofHours(1),
                usual.everyRecords(),
                usual.onDrift(),
                minSamples,
                usual.adaptAfter(),
                usual.memoryBytes(),
                usual.cpuShare(),
                usual.timeLimit(),
                usual.guard(),
                usual.shadow(),
                usual.promote());
    }
}
