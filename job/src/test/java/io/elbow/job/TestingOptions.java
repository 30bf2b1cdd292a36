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
                new RefreshOptions.Timing(Duration.ofHours(1), usual.everyRecords(), usual.onDrift()),
                new RefreshOptions.Samples(minSamples, usual.adaptAfter(), usual.memoryBytes(), usual.guard()),
                new RefreshOptions.Effort(usual.cpuShare(), usual.timeLimit()),
                new RefreshOptions.Takeover(usual.shadow(), usual.promote()));
    }
}
