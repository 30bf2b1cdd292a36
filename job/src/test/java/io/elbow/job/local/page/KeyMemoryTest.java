// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyMemoryTest {
    private final KeyMemory memory = new KeyMemory("k");

    private void add(long emittedMillis, double score, boolean anomaly) {
        memory.add(new Point(emittedMillis, score, 10, 0, 0.5, anomaly), emittedMillis);
    }

    @Test
    void oneSpanShowsOnePointAndThatIsTheWorst() {
        add(1_000, 1, false);
        add(1_005, 30, true);
        add(1_010, 31, false);
        add(1_019, 2, false);
        assertThat(memory.since(0)).singleElement().satisfies(point -> {
            assertThat(point.anomaly()).isTrue();
            assertThat(point.score()).isEqualTo(30);
        });
    }

    @Test
    void theNextSpanShowsItsOwn() {
        add(1_000, 1, false);
        add(1_000 + KeyMemory.SPAN_MILLIS, 2, false);
        assertThat(memory.since(0)).extracting(Point::score).containsExactly(1.0, 2.0);
    }

    @Test
    void aPointThatWasSeenIsNotReplaced() {
        add(1_000, 1, false);
        long seen = memory.nextPoint();
        memory.since(0);
        add(1_001, 2, true);
        assertThat(memory.since(seen)).extracting(Point::score).containsExactly(2.0);
    }

    @Test
    void aBusyKeyKeepsABoundedNumber() {
        for (long i = 0; i < 100_000; i++) {
            add(i, i, false);
        }
        assertThat(memory.since(0)).hasSize(KeyMemory.POINTS);
    }

    @Test
    void anIncidentIsOpenUntilItsOwnClosing() {
        memory.opened("i1");
        memory.closed("another");
        assertThat(memory.row().open()).isTrue();
        memory.closed("i1");
        assertThat(memory.row().open()).isFalse();
        assertThat(memory.row().alerts()).isEqualTo(1);
    }
}
