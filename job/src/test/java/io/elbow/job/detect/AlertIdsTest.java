// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlertIdsTest {
    @Test
    void anIdIs32HexDigitsAndNeverChangesFromReleaseToRelease() {
        assertThat(AlertIds.ofSource("server-metrics", "open", "metrics", 0, 4711))
                .isEqualTo("03c190ed10e333a7d712c1f190bb2aa9")
                .matches("[0-9a-f]{32}");
        assertThat(AlertIds.ofEventTime("server-metrics", "open", "machine-1-7", 1_767_225_600_000L))
                .isEqualTo("e52d27821a7613830958c6cdad3d5162");
    }

    @Test
    void everyPartOfTheSourceMatters() {
        assertThat(new String[] {
                    AlertIds.ofSource("d", "open", "t", 1, 2),
                    AlertIds.ofSource("e", "open", "t", 1, 2),
                    AlertIds.ofSource("d", "closed", "t", 1, 2),
                    AlertIds.ofSource("d", "open", "u", 1, 2),
                    AlertIds.ofSource("d", "open", "t", 2, 2),
                    AlertIds.ofSource("d", "open", "t", 1, 3),
                    AlertIds.ofSource("d", "open", "t", 12, 2),
                    AlertIds.ofEventTime("d", "open", "t", 12)
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void wordsThatRunTogetherAlikeStayApart() {
        assertThat(AlertIds.ofEventTime("d", "open", "key1", 1))
                .isNotEqualTo(AlertIds.ofEventTime("d", "open", "key", 11));
        assertThat(AlertIds.ofSource("ab", "c", "t", 0, 0)).isNotEqualTo(AlertIds.ofSource("a", "bc", "t", 0, 0));
    }
}
