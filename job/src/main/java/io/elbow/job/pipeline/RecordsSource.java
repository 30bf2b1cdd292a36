// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.config.KafkaOptions.NewTopic;
import io.elbow.job.event.ParsedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * The connector's source, whose readers say where they begin and notice a topic that was made anew
 * ({@link RecordsReader}).
 *
 * <p>Design constraint: its state is the connector's, with the topic's id added ({@link RecordsSplitSerializer}).
 */
final class RecordsSource
        implements Source<ParsedRecord, KafkaPartitionSplit, KafkaSourceEnumState>,
                ResultTypeQueryable<ParsedRecord>,
                LineageVertexProvider {
    private static final long serialVersionUID = 1L;

    private final KafkaSource<ParsedRecord> source;
    private final RecordsTopicLook look;
    private final NewTopic onNewTopic;

    RecordsSource(KafkaSource<ParsedRecord> source, RecordsTopicLook look, NewTopic onNewTopic) {
        this.source = source;
        this.look = look;
        this.onNewTopic = onNewTopic;
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SourceReader<ParsedRecord, KafkaPartitionSplit> createReader(SourceReaderContext context) throws Exception {
        return new RecordsReader(source.createReader(context), look::look, onNewTopic);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
            throws java.io.IOException {
        return source.restoreEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return new RecordsSplitSerializer(source.getSplitSerializer());
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<ParsedRecord> getProducedType() {
        return source.getProducedType();
    }

    @Override
    public LineageVertex getLineageVertex() {
        return source.getLineageVertex();
    }
}
