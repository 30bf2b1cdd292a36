// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ParsedControl;
import io.elbow.job.metrics.ElboMeters;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts commands among the models, so that every subtask behind it meets both in one order; what is no command goes to
 * {@link DeadLetters}. To run with one subtask.
 */
public final class ControlMergeFunction extends CoProcessFunction<ModelUpdate, ParsedControl, ModelUpdate> {
    private static final long serialVersionUID = 1L;

    private final TaskMeters taskMeters;
    private transient ElboMeters meters;

    public ControlMergeFunction(TaskMeters taskMeters) {
        this.taskMeters = taskMeters;
    }

    @Override
    public void open(OpenContext context) {
        meters = taskMeters.open();
    }

    @Override
    public void processElement1(ModelUpdate update, Context context, Collector<ModelUpdate> out) {
        out.collect(update);
    }

    @Override
    public void processElement2(ParsedControl control, Context context, Collector<ModelUpdate> out) {
        if (control.message() == null) {
            meters.badControl();
            context.output(DeadLetters.TAG, control.rejected());
        } else {
            out.collect(ModelUpdate.command(control.message()));
        }
    }
}
