// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from a Kafka writer the admin client that it never closes.
 *
 * <p>The exactly-once writer of connector 5.0.0-2.2 lists open transactions with it while it starts; its own
 * {@code close} forgets it. So each writer of each attempt would leave a thread, its sockets and, through the thread,
 * the job's class loader to the TaskManager for as long as that lives. After the start nothing uses the client. The
 * client lies in a private field, which another connector may not have: then the writer is left as it is, with a
 * warning, for a leak is no reason to fail a job. To be deleted with a connector that closes the client itself.
 */
final class AdminClientLeakWorkaround {
    private static final Logger LOG = LoggerFactory.getLogger(AdminClientLeakWorkaround.class);
    private static final String FIELD = "adminClient";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of this JVM: each writer of each attempt would say the same. */
    static final AdminClientLeakWorkaround INSTANCE = new AdminClientLeakWorkaround(LOG::warn);

    private final Consumer<String> warnings;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param warnings take the one warning that there may be */
    AdminClientLeakWorkaround(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** The writer, its admin client closed where it has one. */
    <T> T apply(T writer) {
        try {
            Field field = writer.getClass().getDeclaredField(FIELD);
            field.setAccessible(true);
            Admin admin = (Admin) field.get(writer);
            if (admin != null) {
                field.set(writer, null);
                admin.close(PATIENCE);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            if (warned.compareAndSet(false, true)) {
                warnings.accept("the admin client of " + writer.getClass().getName() + " cannot be closed (" + e
                        + "): unless this connector closes it, each restart leaves a thread to the TaskManager");
            }
        }
        return writer;
    }
}
