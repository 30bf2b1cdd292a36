// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import java.lang.reflect.Field;
import java.time.Duration;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.clients.admin.Admin;

/**
 * Closes an admin client that connector 5.0.0-2.2 leaks. Each writer of an exactly-once sink opens the client at its
 * start, to list open transactions, and never closes it: each writer of each attempt would leave a thread and its
 * sockets on the TaskManager and, through the thread, keep the job's class loader alive. Nothing uses the client after
 * the start.
 */
final class AdminClientLeakWorkaround {
    private static final String FIELD = "adminClient";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private AdminClientLeakWorkaround() {}

    /** Closes the writer's admin client and returns the writer. */
    static <T> PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> closeAdminClient(
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
