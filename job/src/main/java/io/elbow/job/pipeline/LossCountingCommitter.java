// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.job.metrics.ElboMeters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits as Kafka's own committer does, and counts each transaction that the broker had aborted before.
 *
 * <p>Lifecycle: a transaction that cannot be committed any more is lost for good, so the job continues; failing would
 * repeat for ever. Design constraint: after a failure Flink commits again what may already have been committed. The
 * broker refuses that too if the transactional id was used again since, so a refusal alone does not mean a loss.
 */
final class LossCountingCommitter implements Committer<KafkaCommittable> {
    private static final Logger LOG = LoggerFactory.getLogger(LossCountingCommitter.class);

    private final Committer<KafkaCommittable> committer;
    private final BrokerTransactions transactions;
    private final String topic;
    private final ElboMeters meters;

    LossCountingCommitter(
            Committer<KafkaCommittable> committer, BrokerTransactions transactions, String topic, ElboMeters meters) {
        this.committer = committer;
        this.transactions = transactions;
        this.topic = topic;
        this.meters = meters;
        meters.watchTransactions(topic);
    }

    /** What happened to a transaction that the broker would not commit. */
    enum Fate {
        /** The broker aborted it: {@code read_committed} consumers will never see its messages. */
        LOST,
        /** Its id was used again, which happens only after it has ended: this was a second commit after a failure. */
        OVER,
        /** The broker does not say. */
        UNKNOWN
    }

    @Override
    public void commit(Collection<CommitRequest<KafkaCommittable>> requests) throws IOException, InterruptedException {
        List<CommitRequest<KafkaCommittable>> watched = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        requests.forEach(request -> watched.add(new WatchedRequest(request, refused)));
        committer.commit(watched);
        for (Refused one : refused) {
            report(one);
        }
    }

    private void report(Refused refused) throws InterruptedException {
        String id = refused.committable().getTransactionalId();
        Optional<TransactionDescription> now = transactions.describe(id);
        Fate fate = fate(refused.committable(), now);
        if (fate == Fate.OVER) {
            LOG.info("transaction {} of topic {} was committed before the failure", id, topic);
            return;
        }
        meters.transactionLost(topic);
        LOG.error(
                "transaction {} of topic {} {}: what it wrote is not seen by read_committed consumers. The job was away,"
                        + " or a checkpoint took, longer than the transaction's timeout. The messages still lie on the"
                        + " topic and are read with isolation.level=read_uncommitted; or start again from the checkpoint"
                        + " before this one, which writes them anew under the same ids. To prevent it, stop with a"
                        + " savepoint, or raise kafka.properties transaction.timeout.ms and the broker's"
                        + " transaction.max.timeout.ms",
                id,
                topic,
                fate == Fate.LOST ? "was given up by the broker" : "may have been given up by the broker",
                refused.reason());
    }

    /**
     * Derives the fate from the epoch of the transactional id. The broker raises the epoch once when it aborts, and
     * each further use raises it again. Brokers before 4.0 do not raise it with a commit: there, if the next
     * transaction was aborted, this one is reported as lost although it may not be.
     */
    static Fate fate(KafkaCommittable committable, Optional<TransactionDescription> now) {
        if (now.isEmpty() || now.get().producerId() != committable.getProducerId()) {
            return Fate.UNKNOWN;
        }
        TransactionDescription found = now.get();
        if (found.state() == TransactionState.UNKNOWN) {
            return Fate.UNKNOWN;
        }
        boolean givenUp = found.state() == TransactionState.COMPLETE_ABORT
                || found.state() == TransactionState.PREPARE_ABORT
                || found.state() == TransactionState.PREPARE_EPOCH_FENCE;
        return givenUp && found.producerEpoch() <= committable.getEpoch() + 1 ? Fate.LOST : Fate.OVER;
    }

    @Override
    public void close() throws Exception {
        committer.close();
    }

    /**
     * Whether the broker has forgotten the transactional id, as it does after {@code transactional.id.expiration.ms};
     * no retry brings it back.
     */
    private static boolean isForgotten(Throwable reason) {
        return ExceptionUtils.findThrowable(reason, InvalidPidMappingException.class)
                        .isPresent()
                || ExceptionUtils.findThrowable(reason, TransactionalIdNotFoundException.class)
                        .isPresent();
    }

    private record Refused(KafkaCommittable committable, Throwable reason) {}

    private record WatchedRequest(CommitRequest<KafkaCommittable> request, List<Refused> refused)
            implements CommitRequest<KafkaCommittable> {
        @Override
        public KafkaCommittable getCommittable() {
            return request.getCommittable();
        }

        @Override
        public int getNumberOfRetries() {
            return request.getNumberOfRetries();
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            refused.add(new Refused(getCommittable(), reason));
            request.signalFailedWithKnownReason(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            if (isForgotten(reason)) {
                signalFailedWithKnownReason(reason);
                return;
            }
            request.signalFailedWithUnknownReason(reason);
        }

        @Override
        public void retryLater() {
            request.retryLater();
        }

        @Override
        public void updateAndRetryLater(KafkaCommittable committable) {
            request.updateAndRetryLater(committable);
        }

        @Override
        public void signalAlreadyCommitted() {
            request.signalAlreadyCommitted();
        }
    }
}
