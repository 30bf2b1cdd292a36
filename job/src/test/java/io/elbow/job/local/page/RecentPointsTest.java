// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentPointsTest {
    private final RecentPoints memory = new RecentPoints("k");

    private void add(long emittedMillis, double score, boolean anomaly) {
        memory.add(new Point(emittedMillis, score, 10, 0, 0.5, anomaly), emittedMillis);
    }

    private void spendTheBurst() {
        for (int i = 0; i < RecentPoints.BURST; i++) {
            add(1_000, 0, false);
        }
    }

    @Test
    void whatASlowKeyCatchesUpIsShownInFull() {
        spendTheBurst();
        assertThat(memory.since(0)).hasSize(RecentPoints.BURST);
    }

    @Test
    void beyondABurstOneSpanShowsOnePointAndThatIsTheWorst() {
        spendTheBurst();
        long next = memory.nextPoint();
        add(1_000 + RecentPoints.SPAN_MILLIS, 1, false);
        add(1_025, 30, true);
        add(1_030, 31, false);
        add(1_039, 2, false);
        assertThat(memory.since(next)).singleElement().satisfies(point -> {
            assertThat(point.anomaly()).isTrue();
            assertThat(point.score()).isEqualTo(30);
        });
    }

    @Test
    void inTheLongRunASpanShowsOnePoint() {
        for (long millis = 0; millis < 1_000 * RecentPoints.SPAN_MILLIS; millis++) {
            add(millis, 1, false);
        }
        assertThat(memory.nextPoint()).isBetween(1_000L, 1_001L + RecentPoints.BURST);
    }

    @Test
    void aPointThatWasSeenIsNotReplaced() {
        spendTheBurst();
        long seen = memory.nextPoint();
        memory.since(0);
        add(1_001, 2, false);
        assertThat(memory.since(seen)).extracting(Point::score).containsExactly(2.0);
    }

    @Test
    void aBusyKeyKeepsABoundedNumber() {
        for (long i = 0; i < 100_000; i++) {
            add(i, i, false);
        }
        assertThat(memory.since(0)).hasSize(RecentPoints.POINTS);
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
