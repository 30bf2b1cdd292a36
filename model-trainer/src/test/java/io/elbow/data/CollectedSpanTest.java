// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CollectedSpanTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private static CollectedSpan over(Duration span, long records) {
        return new CollectedSpan("r", records, 200, 200, START, START + span.toMillis(), "");
    }

    private static void assertWaits(CollectedSpan span, String line) {
        assertThat(span.isEnough(DAY)).isFalse();
        assertThat(span.line(DAY)).isEqualTo(line);
    }

    @Test
    void anEmptyTopicSaysHowMuchIsToCome() {
        assertWaits(
                new CollectedSpan("r", 0, 0, 0, null, null, ""),
                "no model yet: topic r holds no record; 1d of them are to be collected first");
    }

    @Test
    void aTopicThatIsShortOfTimeSaysHowMuchIsMissing() {
        assertWaits(
                over(Duration.ofMinutes(200), 12_000),
                "no model yet: topic r holds about 12,000 records over 3h 20m since 2026-01-01T00:00:00Z; 20h 40m of 1d"
                        + " are missing");
    }

    @Test
    void aThinTopicIsToldHoweverLongItIs() {
        assertWaits(
                over(Duration.ofDays(3), 288),
                "no model yet: topic r holds about 288 records over 3d 0h since 2026-01-01T00:00:00Z, long enough, but too"
                        + " few to learn from: 712 more are needed");
    }

    @Test
    void aWrongTopicIsToldByTheReasonOfItsRecords() {
        assertWaits(
                new CollectedSpan("r", 90_000, 200, 0, null, null, "missing-key 200; the first missing-key: no host"),
                "no model yet: none of the 200 records of topic r that were looked at can be learned from; of 200 looked"
                        + " at, 200 cannot be used: missing-key 200; the first missing-key: no host");
    }

    @Test
    void recordsThatCannotBeUsedDoNotCount() {
        CollectedSpan half = new CollectedSpan("r", 1_600, 200, 100, START, START + DAY.toMillis(), "late 100");
        assertThat(half.isEnough(DAY)).isFalse();
        assertThat(half.line(DAY)).contains("200 more are needed", "100 cannot be used: late 100");
    }

    @Test
    void theWholeSpanWithEnoughRecordsIsEnough() {
        assertThat(over(DAY, CollectedSpan.LEAST_RECORDS).isEnough(DAY)).isTrue();
        assertThat(over(DAY.minusMillis(1), 1_000_000).isEnough(DAY)).isFalse();
        assertThat(over(DAY, CollectedSpan.LEAST_RECORDS).line(DAY)).endsWith("which is enough");
    }

    /** Whatever is missing gets less as the topic grows, and nothing is missing exactly where it is enough. */
    @Test
    void enoughIsReachedOnceAndStays() {
        boolean before = false;
        for (int minutes = 0; minutes <= 3000; minutes++) {
            boolean enough = over(Duration.ofMinutes(minutes), 60L * minutes).isEnough(DAY);
            assertThat(enough || !before).isTrue();
            assertThat(over(Duration.ofMinutes(minutes), 60L * minutes)
                            .line(DAY)
                            .endsWith("which is enough"))
                    .isEqualTo(enough);
            before = enough;
        }
        assertThat(before).isTrue();
    }
}
