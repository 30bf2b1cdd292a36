// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ParsedControl;
import io.elbow.job.metrics.ElboMeters;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts commands among the models, so that every subtask behind it meets both in one order; what is no command goes to
 * {@link SideOutputs#DEAD_LETTERS}. To run with one subtask.
 */
public final class ControlMergeFunction extends CoProcessFunction<ModelsInput, ParsedControl, ModelsInput> {
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
    public void processElement1(ModelsInput input, Context context, Collector<ModelsInput> out) {
        out.collect(input);
    }

    @Override
    public void processElement2(ParsedControl control, Context context, Collector<ModelsInput> out) {
        if (control.message() == null) {
            meters.badControl();
            context.output(SideOutputs.DEAD_LETTERS, control.rejected());
        } else {
            out.collect(ModelsInput.of(control.message()));
        }
    }
}
