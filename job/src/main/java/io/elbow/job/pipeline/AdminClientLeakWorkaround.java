// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import java.lang.reflect.Field;
import java.time.Duration;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.clients.admin.Admin;

/**
 * Takes from a writer of connector 5.0.0-2.2 the admin client that it lists open transactions with while it starts and
 * never closes: each writer of each attempt would leave a thread, its sockets and, through the thread, the job's class
 * loader to the TaskManager for as long as that lives. After the start nothing uses the client.
 */
final class AdminClientLeakWorkaround {
    private static final String FIELD = "adminClient";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private AdminClientLeakWorkaround() {}

    /** The writer, its admin client closed. */
    static <T> PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> tidied(
            PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer) {
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
