// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.pipeline.LossCountingCommitter.Fate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;

class LossCountingCommitterTest {
    private static final long PRODUCER = 7;
    private static final short EPOCH = 3;

    @Test
    void aTransactionThatTheBrokerGaveUpIsLost() {
        assertThat(fate(TransactionState.COMPLETE_ABORT, PRODUCER, EPOCH + 1)).isEqualTo(Fate.LOST);
        assertThat(fate(TransactionState.PREPARE_ABORT, PRODUCER, EPOCH + 1)).isEqualTo(Fate.LOST);
        assertThat(fate(TransactionState.PREPARE_EPOCH_FENCE, PRODUCER, EPOCH + 1))
                .isEqualTo(Fate.LOST);
    }

    @Test
    void anIdThatWasUsedAgainSinceIsOverWhateverBecameOfItsNewTransaction() {
        assertThat(fate(TransactionState.EMPTY, PRODUCER, EPOCH + 1)).isEqualTo(Fate.OVER);
        assertThat(fate(TransactionState.ONGOING, PRODUCER, EPOCH + 1)).isEqualTo(Fate.OVER);
        assertThat(fate(TransactionState.COMPLETE_COMMIT, PRODUCER, EPOCH + 2)).isEqualTo(Fate.OVER);
        assertThat(fate(TransactionState.COMPLETE_ABORT, PRODUCER, EPOCH + 2)).isEqualTo(Fate.OVER);
    }

    @Test
    void withoutAnAnswerOfTheBrokerTheFateIsUnknown() {
        assertThat(LossCountingCommitter.fate(committable(), Optional.empty())).isEqualTo(Fate.UNKNOWN);
        assertThat(fate(TransactionState.COMPLETE_ABORT, PRODUCER + 1, EPOCH)).isEqualTo(Fate.UNKNOWN);
        assertThat(fate(TransactionState.UNKNOWN, PRODUCER, EPOCH)).isEqualTo(Fate.UNKNOWN);
    }

    private static Fate fate(TransactionState state, long producer, int epoch) {
        return LossCountingCommitter.fate(
                committable(),
                Optional.of(new TransactionDescription(1, state, producer, epoch, 1, OptionalLong.empty(), Set.of())));
    }

    private static KafkaCommittable committable() {
        return new KafkaCommittable(PRODUCER, EPOCH, "elbow-test-0-1", null);
    }
}
