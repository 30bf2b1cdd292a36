// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.config.AlertBudget;
import io.elbow.job.detect.BudgetMemory;
import io.elbow.job.detect.BudgetedAlerts;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.metrics.BudgetMeters;
import io.elbow.job.metrics.ElboMeters;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Takes the candidates of all keys and, in one place, lets {@link BudgetedAlerts} decide which become alerts.
 *
 * <p>Owned state: one {@link BudgetMemory}, the candidates that wait for event time, and their versions
 * ({@link VersionState}). Lifecycle: written at each snapshot. Design constraint: parallelism 1; a watermark comes
 * after all candidates up to it, so the same alerts are sent at each parallelism. Where all partitions fell idle what
 * waits is decided at once, so that the last record before a silence still alerts.
 *
 * <p>No process function: only an operator hears of idleness.
 */
public final class BudgetOperator extends AbstractStreamOperator<Alert>
        implements OneInputStreamOperator<AlertCandidate, Alert> {
    private static final long serialVersionUID = 1L;

    private final TaskMeters taskMeters;
    private final AlertBudget budget;
    private final Duration cooldown;
    private final StateVersions versions;

    private transient ListState<BudgetMemory> memory;
    private transient ListState<AlertCandidate> waiting;
    private transient BudgetedAlerts alerts;
    private transient ElboMeters meters;
    private transient BudgetMeters budgetMeters;

    /** @param cooldown event time within which openings are one group */
    public BudgetOperator(TaskMeters taskMeters, AlertBudget budget, Duration cooldown) {
        this(taskMeters, budget, cooldown, StateVersions.BUDGET);
    }

    BudgetOperator(TaskMeters taskMeters, AlertBudget budget, Duration cooldown, StateVersions versions) {
        this.taskMeters = taskMeters;
        this.budget = budget;
        this.cooldown = cooldown;
        this.versions = versions;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        VersionState.check("budget", versions, context.getOperatorStateStore());
        memory = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("budget", TypeInformation.of(BudgetMemory.class)));
        waiting = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("waiting", TypeInformation.of(AlertCandidate.class)));
        BudgetMemory restored = new BudgetMemory();
        for (BudgetMemory one : memory.get()) {
            restored = one;
        }
        alerts = new BudgetedAlerts(budget, cooldown, restored, waiting.get());
        alerts.reportUnsent(reason -> meters.suppressed(reason));
    }

    @Override
    public void open() throws Exception {
        super.open();
        meters = taskMeters.open();
        budgetMeters = taskMeters.ofBudget();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        memory.update(List.of(alerts.memory()));
        waiting.update(alerts.waiting());
    }

    @Override
    public void processElement(StreamRecord<AlertCandidate> element) {
        long lateBefore = alerts.late();
        long heldBackBefore = alerts.heldBack();
        emit(alerts.take(element.getValue()), heldBackBefore);
        budgetMeters.late(alerts.late() - lateBefore);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        long heldBackBefore = alerts.heldBack();
        emit(alerts.onEventTime(mark.getTimestamp()), heldBackBefore);
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (status.isIdle()) {
            long heldBackBefore = alerts.heldBack();
            emit(alerts.onSilence(), heldBackBefore);
        }
        super.processWatermarkStatus(status);
    }

    private void emit(List<Alert> sent, long heldBackBefore) {
        for (Alert alert : sent) {
            meters.alert(alert.severity(), alert.status());
            output.collect(new StreamRecord<>(alert, alert.timestampMillis()));
        }
        budgetMeters.heldBack(alerts.heldBack() - heldBackBefore);
    }
}
