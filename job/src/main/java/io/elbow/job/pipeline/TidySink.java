// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * An exactly-once Kafka sink whose writers leave no admin client behind.
 *
 * <p>The writer of connector 5.0.0-2.2 lists open transactions with an admin client while it starts and never closes it:
 * each writer of each attempt leaves a thread, its sockets and, through the thread, the job's class loader to the
 * TaskManager for as long as that lives. After the start nothing uses the client, so that is when it is closed.
 *
 * <p>Everything else is the connector's; states and their serializers are its own.
 *
 * @param <S> the writer's state and {@code <C>} what is committed: types that the connector keeps to itself
 */
final class TidySink<T, S, C>
        implements Sink<T>, SupportsWriterState<T, S>, SupportsCommitter<C>, SupportsPostCommitTopology<C> {
    private static final long serialVersionUID = 1L;
    private static final String FIELD = "adminClient";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Sink<T> sink;

    private TidySink(KafkaSink<T> sink) {
        this.sink = sink;
    }

    /** @param sink delivers exactly once */
    static <T> Sink<T> of(KafkaSink<T> sink) {
        return new TidySink<>(sink);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return tidied(sink.createWriter(context));
    }

    @Override
    public StatefulSinkWriter<T, S> restoreWriter(WriterInitContext context, Collection<S> states) throws IOException {
        return tidied(stateful().restoreWriter(context, states));
    }

    @Override
    public SimpleVersionedSerializer<S> getWriterStateSerializer() {
        return stateful().getWriterStateSerializer();
    }

    @Override
    public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
        return committing().createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<C> getCommittableSerializer() {
        return committing().getCommittableSerializer();
    }

    @Override
    @SuppressWarnings("unchecked")
    public void addPostCommitTopology(DataStream<CommittableMessage<C>> committables) {
        ((SupportsPostCommitTopology<C>) sink).addPostCommitTopology(committables);
    }

    @SuppressWarnings("unchecked")
    private SupportsWriterState<T, S> stateful() {
        return (SupportsWriterState<T, S>) sink;
    }

    @SuppressWarnings("unchecked")
    private SupportsCommitter<C> committing() {
        return (SupportsCommitter<C>) sink;
    }

    private static <W> W tidied(W writer) {
        try {
            Field field = writer.getClass().getDeclaredField(FIELD);
            field.setAccessible(true);
            Admin admin = (Admin) field.get(writer);
            if (admin != null) {
                field.set(writer, null);
                admin.close(PATIENCE);
            }
            return writer;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    writer.getClass().getName() + " has no " + FIELD + ": another connector version needs another look",
                    e);
        }
    }
}
