// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.KeyMemory;
import io.elbow.features.KeyStatistics;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import io.elbow.features.Standardizer;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** Writes keys' memories as the score operator of version 1 did: each part in a state of its own. */
final class EarlierScoreOperator extends AbstractStreamOperator<ScoredObservation>
        implements TwoInputStreamOperator<SourcedObservation, ModelsInput, ScoredObservation> {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, KeyMemory> memories;
    private final transient Standardizer units;
    private transient ValueState<SeriesState> series;
    private transient ValueState<KeyStatistics> statistics;
    private transient ValueState<SmoothedScore> smoothed;
    private transient ValueState<SmoothedScore> challengerSmoothed;

    private EarlierScoreOperator(Map<String, KeyMemory> memories, Standardizer units) {
        this.memories = memories;
        this.units = units;
    }

    /** @param units in which the statistics are kept */
    static OperatorSubtaskState snapshot(StateBackend backend, Map<String, KeyMemory> memories, Standardizer units)
            throws Exception {
        try (var harness =
                new KeyedTwoInputStreamOperatorTestHarness<String, SourcedObservation, ModelsInput, ScoredObservation>(
                        new EarlierScoreOperator(memories, units),
                        record -> record.observation().key(),
                        null,
                        Types.STRING,
                        ScoreHarness.MAX_PARALLELISM,
                        1,
                        0)) {
            harness.setStateBackend(backend);
            harness.open();
            for (String key : memories.keySet()) {
                harness.processElement1(PerKeyFlow.sourced(key, 0, 0), 0);
            }
            return harness.snapshot(1, 1);
        }
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        series = state(context, "series", SeriesState.class);
        statistics = state(context, "statistics", KeyStatistics.class);
        smoothed = state(context, "smoothed", SmoothedScore.class);
        challengerSmoothed = state(context, "smoothed-challenger", SmoothedScore.class);
        BroadcastState<String, Integer> versions = context.getOperatorStateStore()
                .getBroadcastState(new MapStateDescriptor<>("state-versions", Types.STRING, Types.INT));
        versions.putAll(Map.of("series", 1, "model", 1, "statistics", 1));
        BroadcastState<String, double[]> kept = context.getOperatorStateStore()
                .getBroadcastState(new MapStateDescriptor<>(
                        "statistics-units", Types.STRING, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
        kept.put("mean", units.mean());
        kept.put("deviation", units.deviation());
    }

    private static <T> ValueState<T> state(StateInitializationContext context, String name, Class<T> type) {
        ValueStateDescriptor<T> descriptor = new ValueStateDescriptor<>(name, TypeInformation.of(type));
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(PerKeyFlow.IDLE_TTL)
                .updateTtlOnCreateAndWrite()
                .returnExpiredIfNotCleanedUp()
                .build());
        return context.getKeyedStateStore().getState(descriptor);
    }

    @Override
    public void processElement1(StreamRecord<SourcedObservation> element) throws Exception {
        KeyMemory memory = memories.get(element.getValue().observation().key());
        series.update(memory.series);
        update(statistics, memory.statistics);
        update(smoothed, memory.smoothed);
        update(challengerSmoothed, memory.challengerSmoothed);
    }

    private static <T> void update(ValueState<T> state, T value) throws Exception {
        if (value != null) {
            state.update(value);
        }
    }

    @Override
    public void processElement2(StreamRecord<ModelsInput> element) {
        // The model is the one that the job starts with.
    }
}
