// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.job.event.ParsedRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Assigns event time to the records: that of the newest observation of each partition. An idle partition does not hold
 * back the others. A rejected record neither advances event time nor keeps its partition from being idle.
 */
final class RecordWatermarks implements WatermarkStrategy<ParsedRecord> {
    private static final long serialVersionUID = 1L;
    private static final Duration IDLENESS = Duration.ofSeconds(10);

    @Override
    public TimestampAssigner<ParsedRecord> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
        return (parsed, kafkaTimestamp) -> parsed.timestampMillis();
    }

    @Override
    public WatermarkGenerator<ParsedRecord> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
        WatermarkGenerator<ParsedRecord> observations = WatermarkStrategy.<ParsedRecord>forMonotonousTimestamps()
                .withIdleness(IDLENESS)
                .createWatermarkGenerator(context);
        return new ObservationsOnly(observations);
    }

    private record ObservationsOnly(WatermarkGenerator<ParsedRecord> generator)
            implements WatermarkGenerator<ParsedRecord> {
        @Override
        public void onEvent(ParsedRecord parsed, long timestampMillis, WatermarkOutput output) {
            if (!parsed.isRejected()) {
                generator.onEvent(parsed, timestampMillis, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            generator.onPeriodicEmit(output);
        }
    }
}
