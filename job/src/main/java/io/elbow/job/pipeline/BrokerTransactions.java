// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;

/** Looks up a transactional id at the broker. It connects only when asked. */
final class BrokerTransactions {
    private static final long ANSWER_SECONDS = 15;

    private final Properties client;

    BrokerTransactions(Properties client) {
        this.client = client;
    }

    /** The state of the id; empty if the broker does not know it (any more), may not say or does not answer. */
    Optional<TransactionDescription> describe(String transactionalId) throws InterruptedException {
        try (Admin admin = Admin.create(client)) {
            return Optional.of(admin.describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
