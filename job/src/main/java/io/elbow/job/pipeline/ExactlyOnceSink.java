// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.job.operator.TaskMeters;
import java.io.IOException;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * An exactly-once Kafka sink that counts lost transactions, which the connector's own sink only logs
 * ({@link LossCountingCommitter}), and that closes its writers' admin clients ({@link AdminClientLeakWorkaround}).
 *
 * <p>Design constraint: its states and their serializers are the connector's.
 */
final class ExactlyOnceSink<T>
        implements TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable>,
                LineageVertexProvider {
    private static final long serialVersionUID = 1L;

    private final KafkaSink<T> sink;
    private final Properties client;
    private final String topic;
    private final TaskMeters taskMeters;

    /**
     * Wraps a sink of the connector.
     *
     * @param client how to reach the broker that holds the topic
     */
    ExactlyOnceSink(KafkaSink<T> sink, Properties client, String topic, TaskMeters taskMeters) {
        this.sink = sink;
        this.client = client;
        this.topic = topic;
        this.taskMeters = taskMeters;
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) throws IOException {
        return new LossCountingCommitter(
                sink.createCommitter(context), new BrokerTransactions(client), topic, taskMeters.open());
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> createWriter(
            WriterInitContext context) throws IOException {
        return AdminClientLeakWorkaround.INSTANCE.apply(sink.createWriter(context));
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> recovered) {
        return AdminClientLeakWorkaround.INSTANCE.apply(sink.restoreWriter(context, recovered));
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
        sink.addPostCommitTopology(committed);
    }

    @Override
    public LineageVertex getLineageVertex() {
        return sink.getLineageVertex();
    }
}
