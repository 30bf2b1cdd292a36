// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.DoorMemory;
import io.elbow.job.detect.ModelDoor;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ScoreSignal;
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
 * Hears what all scorers say and, in one place, lets {@link ModelDoor} decide: events go on, models go to {@link
 * RestoredModels}.
 *
 * <p>Owned state: one {@link DoorMemory}. Lifecycle: written at each snapshot. Design constraint: parallelism 1; a
 * watermark comes after all that the scorers counted before it.
 */
public final class DoorOperator extends AbstractStreamOperator<DetectorEvent>
        implements OneInputStreamOperator<ScoreSignal, DetectorEvent>, ModelDoor.Outcome {
    private static final long serialVersionUID = 1L;

    private final ModelDoor.Settings settings;

    private transient ListState<DoorMemory> state;
    private transient DoorMemory memory;
    private transient ModelDoor door;

    public DoorOperator(ModelDoor.Settings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("door", TypeInformation.of(DoorMemory.class)));
        memory = new DoorMemory();
        for (DoorMemory restored : state.get()) {
            memory = restored;
        }
        door = new ModelDoor(settings);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(List.of(memory));
    }

    @Override
    public void processElement(StreamRecord<ScoreSignal> element) {
        door.take(memory, element.getValue(), this);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        door.onEventTime(memory, mark.getTimestamp(), this);
        super.processWatermark(mark);
    }

    @Override
    public void publish(ModelUpdate update) {
        output.collect(RestoredModels.TAG, new StreamRecord<>(update));
    }

    @Override
    public void tell(DetectorEvent event) {
        output.collect(new StreamRecord<>(event));
    }
}
