// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.RefreshInput;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScorerNotification;
import io.elbow.protocol.ModelMessage;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** What operators emit in addition to their main output. */
public final class SideOutputs {
    /** Everything that could not be scored, or is no model or command. */
    public static final OutputTag<RejectedRecord> DEAD_LETTERS = tag("dead-letters", RejectedRecord.class);

    /** What happened to the detector's models. */
    public static final OutputTag<DetectorEvent> EVENTS = tag("events", DetectorEvent.class);

    /** Every message that the job itself writes to the models topic. */
    public static final OutputTag<ModelMessage> MODELS_TO_PUBLISH = tag("models-to-publish", ModelMessage.class);

    /** What a refresh learns from, and the model that it begins with. */
    public static final OutputTag<RefreshInput> REFRESH_INPUT = tag("refresh-input", RefreshInput.class);

    /** What the promotion policy must know. */
    public static final OutputTag<ScorerNotification> NOTIFICATIONS = tag("notifications", ScorerNotification.class);

    private SideOutputs() {}

    private static <T> OutputTag<T> tag(String id, Class<T> type) {
        return new OutputTag<>(id, TypeInformation.of(type));
    }

    /** A dead letter with the event time of what brought it about, where that has one. */
    static StreamRecord<RejectedRecord> deadLetter(RejectedRecord rejected, StreamRecord<?> cause) {
        StreamRecord<RejectedRecord> deadLetter = new StreamRecord<>(rejected);
        if (cause.hasTimestamp()) {
            deadLetter.setTimestamp(cause.getTimestamp());
        }
        return deadLetter;
    }
}
