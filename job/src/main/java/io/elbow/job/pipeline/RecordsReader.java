// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.config.BadInputException;
import io.elbow.config.KafkaOptions.NewTopic;
import io.elbow.job.detect.ReadingStart;
import io.elbow.job.detect.ReadingStart.Asked;
import io.elbow.job.detect.ReadingStart.Plan;
import io.elbow.job.detect.ReadingStart.Topic;
import io.elbow.job.event.ParsedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's reader, told by {@link ReadingStart} where to begin, which is logged.
 *
 * <p>Owned state: the id of the topic that each partition's position belongs to. Lifecycle: looked up when partitions
 * come, written into each snapshot beside the position.
 */
final class RecordsReader implements SourceReader<ParsedRecord, KafkaPartitionSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(RecordsReader.class);

    /** Asks the broker about partitions of the records topic. */
    @FunctionalInterface
    interface Look {
        /** Empty: the broker does not say; whatever is wrong, reading itself reports it. */
        Optional<Topic> at(Set<Integer> partitions);
    }

    private final SourceReader<ParsedRecord, KafkaPartitionSplit> reader;
    private final Look look;
    private final NewTopic onNewTopic;
    private final Map<Integer, String> topicIds = new HashMap<>();

    RecordsReader(SourceReader<ParsedRecord, KafkaPartitionSplit> reader, Look look, NewTopic onNewTopic) {
        this.reader = reader;
        this.look = look;
        this.onNewTopic = onNewTopic;
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
        Set<Integer> partitions =
                splits.stream().map(KafkaPartitionSplit::getPartition).collect(Collectors.toSet());
        Optional<Topic> topic = partitions.isEmpty() ? Optional.empty() : look.at(partitions);
        if (topic.isEmpty()) {
            splits.forEach(split -> topicIds.put(split.getPartition(), RecordsSplit.topicId(split)));
            reader.addSplits(splits);
            return;
        }
        Plan plan = ReadingStart.of(splits.stream().map(RecordsReader::asked).toList(), topic.get(), onNewTopic);
        if (plan.refusal() != null) {
            // The next attempt would find the same.
            throw new SuppressRestartsException(new BadInputException(plan.refusal()));
        }
        plan.warnings().forEach(LOG::warn);
        if (plan.line() != null) {
            LOG.info("{}", plan.line());
        }
        List<KafkaPartitionSplit> planned = new ArrayList<>();
        for (KafkaPartitionSplit split : splits) {
            Long offset = plan.offsets().get(split.getPartition());
            if (offset != null) {
                topicIds.put(split.getPartition(), topic.get().id());
                planned.add(offset == split.getStartingOffset() ? split : from(split, offset));
            }
        }
        reader.addSplits(planned);
    }

    private static Asked asked(KafkaPartitionSplit split) {
        return new Asked(split.getPartition(), split.getStartingOffset(), RecordsSplit.topicId(split));
    }

    private static KafkaPartitionSplit from(KafkaPartitionSplit split, long offset) {
        return new KafkaPartitionSplit(
                split.getTopicPartition(),
                offset,
                split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET));
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
        List<KafkaPartitionSplit> positions = new ArrayList<>();
        for (KafkaPartitionSplit split : reader.snapshotState(checkpointId)) {
            positions.add(new RecordsSplit(split, topicIds.get(split.getPartition())));
        }
        return positions;
    }

    @Override
    public void start() {
        reader.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<ParsedRecord> output) throws Exception {
        return reader.pollNext(output);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return reader.isAvailable();
    }

    @Override
    public void notifyNoMoreSplits() {
        reader.notifyNoMoreSplits();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        reader.handleSourceEvents(event);
    }

    @Override
    public void pauseOrResumeSplits(
            java.util.Collection<String> splitsToPause, java.util.Collection<String> splitsToResume) {
        reader.pauseOrResumeSplits(splitsToPause, splitsToResume);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        reader.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        reader.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}
