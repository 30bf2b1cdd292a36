// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.data.RejectionReason;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.ElboMeters;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends observations on and rejected records to {@link SideOutputs#DEAD_LETTERS}, counted by reason. */
public final class SplitFunction extends ProcessFunction<ParsedRecord, SourcedObservation> {
    private static final Logger LOG = LoggerFactory.getLogger(SplitFunction.class);
    private static final long serialVersionUID = 1L;

    private final TaskMeters taskMeters;
    private transient ElboMeters meters;
    private transient boolean badTimeTold;

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
            tellBadTime(parsed.rejected());
            context.output(SideOutputs.DEAD_LETTERS, parsed.rejected());
        } else {
            out.collect(parsed.observation());
        }
    }

    /** Says once why times are refused: a wrong unit refuses every record, and nobody reads the dead letters first. */
    private void tellBadTime(RejectedRecord rejected) {
        if (!badTimeTold && rejected.reason().equals(RejectionReason.BAD_TIMESTAMP.code())) {
            badTimeTold = true;
            LOG.warn(
                    "the first record with a time that is refused, to the dead letters with reason {}: partition {},"
                            + " offset {}: {}",
                    rejected.reason(),
                    rejected.partition(),
                    rejected.offset(),
                    rejected.detail());
        }
    }
}
