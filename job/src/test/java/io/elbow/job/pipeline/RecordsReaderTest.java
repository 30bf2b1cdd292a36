// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.KafkaOptions.NewTopic;
import io.elbow.job.detect.ReadingStart;
import io.elbow.job.detect.ReadingStart.Span;
import io.elbow.job.detect.ReadingStart.Topic;
import io.elbow.job.event.ParsedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordsReaderTest {
    /** Keeps what it is given, as the connector's does until a record is read. */
    private static final class TestingReader implements SourceReader<ParsedRecord, KafkaPartitionSplit> {
        private final List<KafkaPartitionSplit> splits = new ArrayList<>();

        @Override
        public void addSplits(List<KafkaPartitionSplit> added) {
            splits.addAll(added);
        }

        @Override
        public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
            return splits.stream()
                    .map(split -> new KafkaPartitionSplit(split.getTopicPartition(), split.getStartingOffset()))
                    .toList();
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<ParsedRecord> output) {
            return InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return new CompletableFuture<>();
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    private final TestingReader connector = new TestingReader();
    private final RecordsSplitSerializer serializer = new RecordsSplitSerializer(new KafkaPartitionSplitSerializer());

    private static KafkaPartitionSplit split(int partition, long offset) {
        return new KafkaPartitionSplit(new TopicPartition("r", partition), offset);
    }

    private static Topic topic(String id) {
        Span span = new Span(0, 500, ReadingStart.NONE);
        return new Topic("r", id, Map.of(0, span, 1, span));
    }

    private RecordsReader reader(Topic topic, NewTopic onNewTopic) {
        return new RecordsReader(connector, partitions -> Optional.ofNullable(topic), onNewTopic);
    }

    /** As a savepoint keeps it. */
    private KafkaPartitionSplit throughSnapshot(KafkaPartitionSplit split) throws IOException {
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    }

    private List<KafkaPartitionSplit> snapshotOf(String topicId) throws IOException {
        RecordsReader first = reader(topic(topicId), NewTopic.BEGINNING);
        first.addSplits(List.of(split(0, 310), split(1, 20)));
        List<KafkaPartitionSplit> kept = new ArrayList<>();
        for (KafkaPartitionSplit split : first.snapshotState(1)) {
            kept.add(throughSnapshot(split));
        }
        connector.splits.clear();
        return kept;
    }

    @Test
    void theSameTopicIsReadOnWhereTheSnapshotWas() throws IOException {
        List<KafkaPartitionSplit> kept = snapshotOf("A");
        reader(topic("A"), NewTopic.REFUSE).addSplits(kept);
        assertThat(connector.splits).containsExactly(split(0, 310), split(1, 20));
    }

    @Test
    void aTopicMadeAnewIsReadFromItsBeginningAndKeptAsTheNewOne() throws IOException {
        List<KafkaPartitionSplit> kept = snapshotOf("A");
        RecordsReader reader = reader(topic("B"), NewTopic.BEGINNING);
        reader.addSplits(kept);
        assertThat(connector.splits)
                .containsExactly(
                        split(0, KafkaPartitionSplit.EARLIEST_OFFSET), split(1, KafkaPartitionSplit.EARLIEST_OFFSET));
        assertThat(reader.snapshotState(2)).extracting(RecordsSplit::topicId).containsOnly("B");
    }

    @Test
    void aTopicMadeAnewEndsTheJobForGoodIfTheYamlSaysSo() throws IOException {
        List<KafkaPartitionSplit> kept = snapshotOf("A");
        assertThatThrownBy(() -> reader(topic("B"), NewTopic.REFUSE).addSplits(kept))
                .isInstanceOf(SuppressRestartsException.class)
                .hasStackTraceContaining("kafka.on-new-topic is refuse");
        assertThat(connector.splits).isEmpty();
    }

    /** A broker that is away for a moment must not make the next start take an old topic for the present one. */
    @Test
    void aBrokerThatDoesNotAnswerLeavesPositionsAndIdsAsTheyWere() throws IOException {
        List<KafkaPartitionSplit> kept = snapshotOf("A");
        RecordsReader reader = reader(null, NewTopic.REFUSE);
        reader.addSplits(kept);
        assertThat(connector.splits).containsExactly(split(0, 310), split(1, 20));
        assertThat(reader.snapshotState(2)).extracting(RecordsSplit::topicId).containsOnly("A");
    }

    @Test
    void positionsOfEarlierReleasesAreReadWithoutAnId() throws IOException {
        KafkaPartitionSplitSerializer earlier = new KafkaPartitionSplitSerializer();
        byte[] written = earlier.serialize(split(1, 310));
        KafkaPartitionSplit read = serializer.deserialize(earlier.getVersion(), written);
        assertThat(read).isEqualTo(split(1, 310));
        assertThat(RecordsSplit.topicId(read)).isNull();
        reader(topic("B"), NewTopic.REFUSE).addSplits(List.of(read));
        assertThat(connector.splits).containsExactly(split(1, 310));
    }

    @Test
    void positionsOfALaterReleaseAreRefusedByName() {
        assertThatThrownBy(() -> serializer.deserialize(RecordsSplitSerializer.VERSION + 1, new byte[0]))
                .hasMessageContaining("version 1001", "reads up to 1000");
    }
}
