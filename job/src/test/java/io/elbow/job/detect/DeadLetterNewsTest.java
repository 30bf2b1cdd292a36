// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.ParseResult.Rejected;
import io.elbow.data.RecordParser;
import io.elbow.job.event.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterNewsTest {
    private static final long START = 1_000_000;

    private final DeadLetterNews news = new DeadLetterNews("dead");

    private static RejectedRecord letter(String reason, long offset, String detail) {
        return RejectedRecord.of(reason, "E", detail, "records", 1, offset, null, new byte[1000], 10_000);
    }

    @Test
    void withoutDeadLettersThereIsNothingToTell() {
        assertThat(news.due()).isEmpty();
    }

    @Test
    void theFirstLineComesSoonAndNamesCountReasonExampleAndTopic() {
        for (int i = 0; i < 1500; i++) {
            news.add(letter("missing-key", 40 + i, "field 'host'\n is missing"), START + i);
        }
        assertThat(news.due()).isEqualTo(OptionalLong.of(START + DeadLetterNews.SOON.toMillis()));
        assertThat(news.report(START + 2000, 1600))
                .isEqualTo("1,500 dead letters since the start, while 1,600 records were read: missing-key 1,500; the"
                        + " first missing-key: records, partition 1, offset 40: field 'host' is missing; they are on"
                        + " topic dead with the reason in their headers");
        assertThat(news.due()).isEmpty();
    }

    @Test
    void whatOnlyGrowsIsToldEverMoreRarelyAndAtLeastHourly() {
        List<Long> reported = reportEverySecondFor(Duration.ofHours(12));
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < reported.size(); i++) {
            waits.add((reported.get(i) - reported.get(i - 1)) / 60_000);
        }
        assertThat(waits).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L).isSorted();
        assertThat(reported.size()).isLessThan(24);
    }

    private List<Long> reportEverySecondFor(Duration span) {
        List<Long> reported = new ArrayList<>();
        for (long now = START; now < START + span.toMillis(); now += 1000) {
            news.add(letter("late", now, "too old"), now);
            if (news.due().orElseThrow() <= now) {
                reported.add(now);
                news.report(now, now);
            }
        }
        return reported;
    }

    @Test
    void aNewReasonIsToldSoonWhateverTheWaitAndIsTheExample() {
        long last = reportEverySecondFor(Duration.ofHours(12)).size();
        assertThat(last).isPositive();
        long now = START + Duration.ofHours(13).toMillis();
        news.add(letter("malformed-json", 7, "no object"), now);
        assertThat(news.due().orElseThrow()).isLessThanOrEqualTo(now + DeadLetterNews.SOON.toMillis());
        assertThat(news.report(now + 2000, 1))
                .contains(
                        "late 43,200, malformed-json 1;", "the first malformed-json: records, partition 1, offset 7:");
    }

    @Test
    void aFewThatComeAfterALongRestAreToldAtOnce() {
        news.add(letter("late", 1, null), START);
        news.report(START + 2000, 1);
        long later = START + Duration.ofHours(5).toMillis();
        news.add(letter("late", 2, null), later);
        assertThat(news.due()).isEqualTo(OptionalLong.of(later));
        assertThat(news.report(later, 2)).contains("2 dead letters", "no detail");
    }

    /** As the parser says it, so that a shift of decades that no watermark survives is understood from the log. */
    @ParameterizedTest
    @ValueSource(strings = {"ts", "kubernetes.metadata.annotations.event_created_at_epoch_seconds"})
    void timesDecadesFromKafkasOwnAreLoggedWithTheirUnitAndTheRemedy(String field) {
        RecordParser parser = new RecordParser(
                new RecordOptions(null, new Timestamp(field, TimeUnit.MILLIS), List.of("cpu"), 10_000), List.of("cpu"));
        byte[] value = ("{\"" + field + "\": 1767225600, \"cpu\": 1}").getBytes(StandardCharsets.UTF_8);
        long kafkaMillis = Instant.parse("2026-01-01T00:00:02Z").toEpochMilli();
        Rejected why = (Rejected) parser.parse(new byte[] {1}, value, kafkaMillis);
        news.add(letter(why.reason().code(), 7, why.detail()), START);
        assertThat(news.report(START + 2000, 1))
                .contains("1 dead letters since the start, while 1 records were read: bad-timestamp 1;")
                .contains("field '" + field
                        + "' is 1970-01-21T10:53:45.600Z as millis, but 2026-01-01T00:00:00Z as seconds")
                .contains("1767225600; seconds? Then write record.timestamp.unit: seconds; they are on topic dead");
    }

    @Test
    void aLongDetailIsCut() {
        news.add(letter("x", 1, "d".repeat(100_000)), START);
        assertThat(news.report(START, 1).length()).isLessThan(500);
    }
}
