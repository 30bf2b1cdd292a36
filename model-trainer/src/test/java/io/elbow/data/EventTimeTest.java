// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elbow.config.RecordOptions.TimeUnit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 2026-01-01T00:00:00Z",
        "2026-01-01T12:30, 2026-01-01T12:30:00Z",
        "2026-01-01 12:30:15, 2026-01-01T12:30:15Z",
        "2026-01-01T12:30:15.123456789, 2026-01-01T12:30:15.123Z",
        "2026-01-01T12:30:15Z, 2026-01-01T12:30:15Z",
        "2026-01-01t12:30:15z, 2026-01-01T12:30:15Z",
        "2026-01-01T12:30:15+02:00, 2026-01-01T10:30:15Z",
        "2026-01-01 12:30:15-0130, 2026-01-01T14:00:15Z",
        "2026-01-01T12:30:15.5+02, 2026-01-01T10:30:15.500Z",
        "1969-12-31T23:59:59, 1969-12-31T23:59:59Z",
        "1767225600, 2026-01-01T00:00:00Z",
        "1767225600.123, 2026-01-01T00:00:00.123Z",
        "1.7672256e9, 2026-01-01T00:00:00Z",
        "1767225600123, 2026-01-01T00:00:00.123Z",
        "1767225600123456, 2026-01-01T00:00:00.123Z",
        "1767225600123000000, 2026-01-01T00:00:00.123Z",
        "' 1767225600 ', 2026-01-01T00:00:00Z",
        "-1, 1969-12-31T23:59:59Z",
        "0, 1970-01-01T00:00:00Z"
    })
    void readsACell(String cell, Instant expected) {
        assertThat(Instant.ofEpochMilli(EventTime.ofCell(cell))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-13-01",
                "2026-02-30",
                "2026-01-01T25:00",
                "2026-01-01T",
                "2026-01-0112:00",
                "01.02.2026",
                "NaN",
                "1e999",
                "inf",
                "2026-01-01T00:00:00+99:00"
            })
    void refusesACellThatIsNoTime(String cell) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> EventTime.ofCell(cell));
    }

    @Test
    void cutsOffWhatIsFinerThanAMillisecond() {
        assertThat(EventTime.ofEpoch(1_999L, TimeUnit.MICROS)).isEqualTo(1);
        assertThat(EventTime.ofEpoch(1_999_999L, TimeUnit.NANOS)).isEqualTo(1);
        assertThat(EventTime.ofEpoch(1.9999, TimeUnit.SECONDS)).isEqualTo(1_999);
        assertThat(EventTime.ofEpoch(-1L, TimeUnit.MICROS)).isEqualTo(-1);
    }

    @Property(seed = "20260101")
    void secondsWithThreeDecimalsAreExact(@ForAll @LongRange(max = 9_999_999_999_999L) long millis) {
        String text = "%d.%03d".formatted(millis / 1_000, millis % 1_000);
        assertThat(EventTime.ofEpochText(text, TimeUnit.SECONDS)).isEqualTo(millis);
    }

    @Test
    void isTooFarAheadOnlyBeyondTheBound() {
        Duration bound = Duration.ofMinutes(1);
        assertThat(EventTime.isTooFarAhead(61_000, 1_000, bound)).isFalse();
        assertThat(EventTime.isTooFarAhead(61_001, 1_000, bound)).isTrue();
        assertThat(EventTime.isTooFarAhead(EventTime.LATEST_MILLIS, 0, bound)).isTrue();
        assertThat(EventTime.isTooFarAhead(EventTime.LATEST_MILLIS, 0, null)).isFalse();
    }

    @Test
    void whatIsOlderThanItsKafkaRecordIsNeverAhead() {
        assertThat(EventTime.isTooFarAhead(0, Long.MAX_VALUE, Duration.ofMillis(1)))
                .isFalse();
    }

    @Test
    void withoutAKafkaTimestampNothingIsAhead() {
        assertThat(EventTime.isTooFarAhead(EventTime.LATEST_MILLIS, -1, Duration.ofMillis(1)))
                .isFalse();
    }
}
