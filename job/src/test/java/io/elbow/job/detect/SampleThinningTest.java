// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.RefreshOptions;
import io.elbow.job.TestingOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SampleThinningTest {
    /** Every hour with 900 samples: of a key one a second of event time. */
    private static final SampleThinning A_SECOND = SampleThinning.of(TestingOptions.hourly(900));

    @Test
    void takesOfABusyKeyAboutOneInASpacing() {
        assertThat((double) taken("busy", 100_000, 10)).isCloseTo(1000, within(100.0));
    }

    @Test
    void takesEachOfAQuietKey() {
        assertThat(taken("quiet", 500, 1000)).isEqualTo(500);
        assertThat(taken("quieter", 500, 60_000)).isEqualTo(500);
    }

    @Test
    void decidesTheSameEachTime() {
        assertThat(taken("busy", 1000, 10)).isEqualTo(taken("busy", 1000, 10));
    }

    @Test
    void takesAllWhereRecordsAreCountedOrTestedForDrift() {
        RefreshOptions counted = new RefreshOptions(
                new RefreshOptions.Timing(Duration.ofHours(1), 10_000, false),
                new RefreshOptions.Samples(900, Duration.ofHours(6), 1_000_000, 0.01),
                new RefreshOptions.Effort(1, Duration.ofMinutes(1)),
                new RefreshOptions.Takeover(null, RefreshOptions.Promote.AUTO));
        assertThat(SampleThinning.of(counted).takes("busy", 10, 9, 1)).isTrue();
        assertThat(taken(SampleThinning.of(counted), "busy", 1000, 1)).isEqualTo(1000);
    }

    private static int taken(String key, int records, long apartMillis) {
        return taken(A_SECOND, key, records, apartMillis);
    }

    private static int taken(SampleThinning thinning, String key, int records, long apartMillis) {
        int taken = 0;
        for (int i = 0; i < records; i++) {
            long previous = i == 0 ? Long.MIN_VALUE : (i - 1) * apartMillis;
            taken += thinning.takes(key, i * apartMillis, previous, i) ? 1 : 0;
        }
        return taken;
    }
}
