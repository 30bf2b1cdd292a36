// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.config.AlertOptions;
import io.elbow.job.detect.IncidentState;
import io.elbow.job.detect.Incidents;
import io.elbow.job.detect.KeyIncidents;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.ElboMeters;
import java.util.List;
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
 * Turns scored records into alerts, as {@link Incidents} decides.
 *
 * <p>Owned state: the open incident of each key, one event-time timer for it, and its version ({@link VersionState}).
 * Lifecycle: both are gone once the incident is closed. Design constraint: decides nothing; {@link KeyIncidents} does,
 * as in a backtest.
 */
public final class AlertFunction extends KeyedProcessFunction<String, ScoredObservation, Alert>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final TaskMeters taskMeters;
    private final AlertOptions options;
    private final StateVersions versions;

    private transient KeyIncidents incidents;
    private transient ValueState<IncidentState> incident;
    private transient ElboMeters meters;

    public AlertFunction(TaskMeters taskMeters, AlertOptions options) {
        this(taskMeters, options, StateVersions.ALERT);
    }

    AlertFunction(TaskMeters taskMeters, AlertOptions options, StateVersions versions) {
        this.taskMeters = taskMeters;
        this.options = options;
        this.versions = versions;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        VersionState.check("alert", versions, context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // All state is Flink's to snapshot.
    }

    @Override
    public void open(OpenContext context) {
        incidents = new KeyIncidents(new Incidents(taskMeters.detector(), options.cooldown()));
        incident = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("incident", TypeInformation.of(IncidentState.class)));
        meters = taskMeters.open();
    }

    @Override
    public void processElement(ScoredObservation scored, Context context, Collector<Alert> out) {
        TimerService timers = context.timerService();
        List<Alert> alerts = incidents.onScored(scored, new ValueSlot<>(incident, timers), timers.currentWatermark());
        emit(alerts, out);
        if (scored.anomaly()) {
            suppressed(alerts);
        }
    }

    @Override
    public void onTimer(long timestampMillis, OnTimerContext context, Collector<Alert> out) {
        emit(incidents.onTimer(timestampMillis, new ValueSlot<>(incident, context.timerService())), out);
    }

    private void suppressed(List<Alert> alerts) {
        if (alerts.stream().noneMatch(alert -> alert.status().equals(Alert.OPEN))) {
            meters.suppressed("open-incident");
        }
    }

    private void emit(List<Alert> alerts, Collector<Alert> out) {
        for (Alert alert : alerts) {
            meters.alert(alert.severity(), alert.status());
            out.collect(alert);
        }
    }
}
