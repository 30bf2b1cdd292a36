// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.ParseResult.Parsed;
import io.elbow.data.ParseResult.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class EpochUnitsTest {
    private static final long Y2001 = 1_000_000_000L;
    private static final long Y2096 = 4_000_000_000L;
    private static final long Y9999 = 253_402_300_799L;

    private static double written(long seconds, TimeUnit unit) {
        return switch (unit) {
            case SECONDS -> seconds;
            case MILLIS -> seconds * 1e3;
            case MICROS -> seconds * 1e6;
            case NANOS -> seconds * 1e9;
            case ISO_8601 -> throw new IllegalArgumentException();
        };
    }

    @Provide
    Arbitrary<TimeUnit> epochs() {
        return Arbitraries.of(TimeUnit.SECONDS, TimeUnit.MILLIS, TimeUnit.MICROS, TimeUnit.NANOS);
    }

    @Property
    void aTimeOfThisCenturyIsRecognisedInEachUnit(
            @ForAll @LongRange(min = Y2001, max = Y2096) long seconds, @ForAll("epochs") TimeUnit unit) {
        assertThat(EpochUnits.likely(written(seconds, unit))).contains(unit);
    }

    @Property
    void aTimeReadInAnotherUnitIsNamedWithTheUnitItWasWrittenIn(
            @ForAll @LongRange(min = Y2001, max = Y2096) long seconds,
            @ForAll("epochs") TimeUnit wrote,
            @ForAll TimeUnit read) {
        Assume.that(wrote != read);
        assertThat(EpochUnits.other(written(seconds, wrote), read, -1)).contains(wrote);
    }

    @Property
    void theRecordsOfAStreamInAnotherUnitAreRefusedByName(
            @ForAll @LongRange(min = Y2001, max = Y2001 + 800_000_000L) long seconds,
            @ForAll("epochs") TimeUnit wrote,
            @ForAll TimeUnit read) {
        Assume.that(wrote != read);
        long kafkaMillis = (Y2001 + 800_000_000L) * 1_000;
        ParseResult result = parse(read, Double.toString(written(seconds, wrote)), kafkaMillis);
        assertThat(result).isInstanceOf(Rejected.class);
        assertThat(((Rejected) result).reason()).isEqualTo(RejectionReason.BAD_TIMESTAMP);
        assertThat(((Rejected) result).detail())
                .contains("'ts'", wrote.configName() + "? Then write record.timestamp.unit: " + wrote.configName());
    }

    @Property
    void historyInTheRightUnitIsTakenHoweverOld(
            @ForAll @LongRange(min = 0, max = Y9999) long seconds,
            @ForAll("epochs") TimeUnit unit,
            @ForAll @LongRange(min = -1, max = Y2096) long kafkaSeconds) {
        // In January 1970 a right time cannot be told from one in too coarse a unit.
        Assume.that(seconds > Y2096 / 1_000);
        long kafkaMillis = kafkaSeconds < 0 ? -1 : kafkaSeconds * 1_000;
        assertThat(parse(unit, Double.toString(written(seconds, unit)), kafkaMillis))
                .isInstanceOf(Parsed.class);
    }

    @Property
    void aTimeNearKafkasOwnIsNeverInDoubt(
            @ForAll @LongRange(min = 0, max = Y2096) long millis,
            @ForAll @LongRange(min = 0, max = 300_000_000_000L) long kafkaMillis) {
        assertThat(parse(TimeUnit.MILLIS, Long.toString(millis), kafkaMillis)).isInstanceOf(Parsed.class);
    }

    private static ParseResult parse(TimeUnit unit, String time, long kafkaMillis) {
        RecordOptions options = new RecordOptions("host", new Timestamp("ts", unit), List.of(), 1_000);
        byte[] value = ("{\"host\":\"m\",\"ts\":" + time + ",\"cpu\":1}").getBytes(StandardCharsets.UTF_8);
        return new RecordParser(options, List.of("cpu")).parse(null, value, kafkaMillis);
    }

    @Property(tries = 20)
    void textThatIsATimeIsTakenForWhatItIs(@ForAll @LongRange(min = Y2001, max = Y2096) long seconds) {
        assertThat(EpochUnits.likely(Instant.ofEpochSecond(seconds).toString())).contains(TimeUnit.ISO_8601);
        assertThat(EpochUnits.likely(Long.toString(seconds))).contains(TimeUnit.SECONDS);
        assertThat(EpochUnits.likely("soon")).isEmpty();
    }
}
