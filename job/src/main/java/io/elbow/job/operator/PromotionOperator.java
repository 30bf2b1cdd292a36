// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.DoorMemory;
import io.elbow.job.detect.PromotionPolicy;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ScorerNotification;
import io.elbow.protocol.ModelMessage;
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

/**
 * Takes what all scorers report and, in one place, lets {@link PromotionPolicy} decide: events go on, models go to
 * {@link SideOutputs#MODELS_TO_PUBLISH}.
 *
 * <p>Owned state: one {@link DoorMemory} and its version ({@link VersionState}). Lifecycle: written at each snapshot.
 * Design constraint: parallelism 1; a watermark comes after all that the scorers counted before it.
 */
public final class PromotionOperator extends AbstractStreamOperator<DetectorEvent>
        implements OneInputStreamOperator<ScorerNotification, DetectorEvent>, PromotionPolicy.Outcome {
    private static final long serialVersionUID = 1L;

    private final PromotionPolicy.Settings settings;
    private final StateVersions versions;

    private transient ListState<DoorMemory> state;
    private transient DoorMemory memory;
    private transient PromotionPolicy policy;

    public PromotionOperator(PromotionPolicy.Settings settings) {
        this(settings, StateVersions.PROMOTION);
    }

    PromotionOperator(PromotionPolicy.Settings settings, StateVersions versions) {
        this.settings = settings;
        this.versions = versions;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        VersionState.check("promotion", versions, context.getOperatorStateStore());
        state = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("door", TypeInformation.of(DoorMemory.class)));
        memory = new DoorMemory();
        for (DoorMemory restored : state.get()) {
            memory = restored;
        }
        policy = new PromotionPolicy(settings);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(List.of(memory));
    }

    @Override
    public void processElement(StreamRecord<ScorerNotification> element) {
        policy.take(memory, element.getValue(), this);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        policy.onEventTime(memory, mark.getTimestamp(), this);
        super.processWatermark(mark);
    }

    @Override
    public void publish(ModelMessage message) {
        output.collect(SideOutputs.MODELS_TO_PUBLISH, new StreamRecord<>(message));
    }

    @Override
    public void emit(DetectorEvent event) {
        output.collect(new StreamRecord<>(event));
    }
}
