// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.CandidateState;
import io.elbow.job.detect.KeyCandidates;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Under a budget, sends of each key what may open or close an incident, as {@link KeyCandidates} chooses. Stands where
 * {@link AlertFunction} stands without one.
 *
 * <p>Owned state: the run of surprising records of each key, one event-time timer for it, and its version
 * ({@link VersionState}). Lifecycle: both are gone once the run is over. Design constraint: a timer fires before the
 * watermark that lets it fire goes on, so {@link BudgetOperator} hears of an end before event time has passed it.
 */
public final class CandidateFunction extends KeyedProcessFunction<String, ScoredObservation, AlertCandidate>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final String detector;
    private final Duration cooldown;

    private transient KeyCandidates candidates;
    private transient ValueState<CandidateState> run;

    /** @param cooldown event time without a surprising record after which a run is over */
    public CandidateFunction(String detector, Duration cooldown) {
        this.detector = detector;
        this.cooldown = cooldown;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        VersionState.check("alert", StateVersions.CANDIDATES, context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // All state is Flink's to snapshot.
    }

    @Override
    public void open(OpenContext context) {
        candidates = new KeyCandidates(detector, cooldown);
        run = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("candidates", TypeInformation.of(CandidateState.class)));
    }

    @Override
    public void processElement(ScoredObservation scored, Context context, Collector<AlertCandidate> out) {
        TimerService timers = context.timerService();
        candidates
                .onScored(scored, new ValueSlot<>(run, timers), timers.currentWatermark())
                .forEach(out::collect);
    }

    @Override
    public void onTimer(long timestampMillis, OnTimerContext context, Collector<AlertCandidate> out) {
        candidates
                .onTimer(timestampMillis, new ValueSlot<>(run, context.timerService()))
                .forEach(out::collect);
    }
}
