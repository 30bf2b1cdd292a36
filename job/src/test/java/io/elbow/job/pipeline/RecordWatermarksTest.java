// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.data.Observation;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.SourcedObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class RecordWatermarksTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ManualClock clock = new ManualClock();
    private final TestingOutput output = new TestingOutput();
    private final WatermarkGenerator<ParsedRecord> generator = new RecordWatermarks().createWatermarkGenerator(clock);

    private static ParsedRecord observed(long timestampMillis) {
        return ParsedRecord.of(new SourcedObservation(
                new Observation("k", timestampMillis, new double[0]), "t", 0, 0, null, new byte[0]));
    }

    private static ParsedRecord rejected(long timestampMillis) {
        return ParsedRecord.of(
                RejectedRecord.of("malformed-json", null, null, "t", 0, 0, null, null, 1), timestampMillis);
    }

    private void take(ParsedRecord record) {
        generator.onEvent(record, record.timestampMillis(), output);
    }

    @Test
    void eventTimeIsThatOfTheNewestObservation() {
        take(observed(100));
        take(observed(90));
        generator.onPeriodicEmit(output);
        assertThat(output.watermarks).containsExactly(99L);
    }

    @Test
    void aRejectedRecordDoesNotMoveEventTime() {
        take(observed(100));
        take(rejected(5_000));
        generator.onPeriodicEmit(output);
        assertThat(output.watermarks).containsExactly(99L);
    }

    @Test
    void aPartitionOfRejectedRecordsAloneIsIdle() {
        generator.onPeriodicEmit(output);
        for (int second = 0; second < 12; second++) {
            clock.nanos += SECOND_NANOS;
            take(rejected(second));
            generator.onPeriodicEmit(output);
        }
        assertThat(output.idle).isTrue();
    }

    @Test
    void aPartitionWithObservationsIsNot() {
        for (int second = 0; second < 12; second++) {
            clock.nanos += SECOND_NANOS;
            take(observed(second));
            generator.onPeriodicEmit(output);
        }
        assertThat(output.idle).isFalse();
    }

    @Test
    void theTimestampIsTheEventsNotKafkas() {
        TimestampAssigner<ParsedRecord> assigner = new RecordWatermarks().createTimestampAssigner(() -> null);
        assertThat(assigner.extractTimestamp(observed(7), 99)).isEqualTo(7);
    }

    @Test
    void aRecordOfAnOlderTimeDoesNotTakeEventTimeBack() {
        take(observed(100));
        generator.onPeriodicEmit(output);
        take(observed(0));
        generator.onPeriodicEmit(output);
        assertThat(output.watermarks).last().isEqualTo(99L);
    }

    @Test
    void anEmptyPartitionHoldsEventTimeBackOnlyUntilItIsIdle() {
        Partitions partitions = new Partitions("full", "empty");
        partitions.take("full", 100);
        partitions.pass(1);
        assertThat(output.watermarks).isEmpty();
        for (int second = 1; second <= 12; second++) {
            partitions.take("full", 100 + second);
            partitions.pass(1);
        }
        assertThat(output.watermarks).last().isEqualTo(111L);
        assertThat(output.idle).isFalse();
    }

    @Test
    void aPartitionThatFellIdleIsOvertakenAndHoldsEventTimeWhereItIsWhenItReturns() {
        Partitions partitions = new Partitions("slow", "fast");
        partitions.take("slow", 100);
        partitions.take("fast", 200);
        partitions.pass(1);
        assertThat(output.watermarks).last().isEqualTo(99L);
        for (int second = 1; second <= 12; second++) {
            partitions.take("fast", 1_000 + second);
            partitions.pass(1);
        }
        assertThat(output.watermarks).last().isEqualTo(1_011L);
        partitions.take("slow", 150);
        partitions.take("fast", 5_000);
        partitions.pass(1);
        assertThat(output.watermarks).as("the slow one is behind").last().isEqualTo(1_011L);
        partitions.take("slow", 6_000);
        partitions.pass(1);
        assertThat(output.watermarks).last().isEqualTo(4_999L);
        assertThat(output.watermarks).isSorted();
    }

    @Test
    void aPartitionThatIsAddedHoldsEventTimeWhereItIsUntilItCaughtUpOrIsIdle() {
        Partitions partitions = new Partitions("old");
        partitions.take("old", 1_000);
        partitions.pass(1);
        partitions.add("new");
        partitions.take("old", 2_000);
        partitions.pass(1);
        partitions.take("new", 500);
        partitions.pass(1);
        assertThat(output.watermarks).last().isEqualTo(999L);
        partitions.take("new", 3_000);
        partitions.pass(1);
        assertThat(output.watermarks).last().isEqualTo(1_999L);
    }

    /** The partitions of one reader, whose event times are combined as Flink does it. */
    private final class Partitions {
        private final WatermarkOutputMultiplexer combined = new WatermarkOutputMultiplexer(output);
        private final Map<String, WatermarkGenerator<ParsedRecord>> generators = new LinkedHashMap<>();

        Partitions(String... names) {
            for (String name : names) {
                add(name);
            }
        }

        void add(String name) {
            combined.registerNewOutput(name);
            generators.put(name, new RecordWatermarks().createWatermarkGenerator(clock));
        }

        void take(String name, long timestampMillis) {
            generators.get(name).onEvent(observed(timestampMillis), timestampMillis, combined.getImmediateOutput(name));
        }

        void pass(int seconds) {
            clock.nanos += seconds * SECOND_NANOS;
            generators.forEach((name, one) -> one.onPeriodicEmit(combined.getDeferredOutput(name)));
            combined.onPeriodicEmit();
        }
    }

    private static final class ManualClock implements RelativeClock, WatermarkGeneratorSupplier.Context {
        private long nanos;

        @Override
        public long relativeTimeMillis() {
            return nanos / 1_000_000;
        }

        @Override
        public long relativeTimeNanos() {
            return nanos;
        }

        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return this;
        }
    }

    private static final class TestingOutput implements WatermarkOutput {
        private final List<Long> watermarks = new ArrayList<>();
        private boolean idle;

        @Override
        public void emitWatermark(Watermark watermark) {
            watermarks.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }
}
