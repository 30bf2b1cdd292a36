// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.RejectedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** The side output of everything that could not be scored. */
public final class DeadLetters {
    public static final OutputTag<RejectedRecord> TAG =
            new OutputTag<>("dead-letters", TypeInformation.of(RejectedRecord.class));

    private DeadLetters() {}

    /** A letter with the event time of what brought it about, where that has one. */
    static StreamRecord<RejectedRecord> deadLetter(RejectedRecord rejected, StreamRecord<?> cause) {
        StreamRecord<RejectedRecord> letter = new StreamRecord<>(rejected);
        if (cause.hasTimestamp()) {
            letter.setTimestamp(cause.getTimestamp());
        }
        return letter;
    }
}
