// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.data.Observation;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.SourcedObservation;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class RecordTimeTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ManualClock clock = new ManualClock();
    private final TestingOutput output = new TestingOutput();
    private final WatermarkGenerator<ParsedRecord> generator = new RecordTime().createWatermarkGenerator(clock);

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
        TimestampAssigner<ParsedRecord> assigner = new RecordTime().createTimestampAssigner(() -> null);
        assertThat(assigner.extractTimestamp(observed(7), 99)).isEqualTo(7);
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
