// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.ElboMeters;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Sends observations on and rejected records to {@link SideOutputs#DEAD_LETTERS}, counted by reason. */
public final class SplitFunction extends ProcessFunction<ParsedRecord, SourcedObservation> {
    private static final long serialVersionUID = 1L;

    private final TaskMeters taskMeters;
    private transient ElboMeters meters;

    public SplitFunction(TaskMeters taskMeters) {
        this.taskMeters = taskMeters;
    }

    @Override
    public void open(OpenContext context) {
        meters = taskMeters.open();
    }

    @Override
    public void processElement(ParsedRecord parsed, Context context, Collector<SourcedObservation> out) {
        if (parsed.isRejected()) {
            meters.rejected(parsed.rejected().reason());
            context.output(SideOutputs.DEAD_LETTERS, parsed.rejected());
        } else {
            out.collect(parsed.observation());
        }
    }
}
