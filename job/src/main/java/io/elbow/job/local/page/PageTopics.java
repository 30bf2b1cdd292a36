// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Topics;
import io.elbow.job.event.AlertJson;
import io.elbow.job.event.DetectorEventJson;
import io.elbow.kafka.ModelMessages;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.protocol.ModelsTopicProtocol;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes the messages of the detector's topics into the state. One that is none of the job's is shown as a problem, not
 * thrown.
 */
final class PageTopics {
    private final ModelsTopicProtocol protocol;
    private final Topics topics;
    private final Double alertRate;
    private final PageState state;

    PageTopics(DetectorConfig config, PageState state) {
        this.state = state;
        protocol = new ModelsTopicProtocol(config.name());
        topics = config.kafka().topics();
        alertRate = config.writtenAlertRate();
    }

    String models() {
        return topics.models();
    }

    /** The scores topic; null: the detector writes none. */
    String scores() {
        return topics.scores();
    }

    /** All topics but the models topic. */
    List<String> others() {
        return Stream.of(topics.alerts(), topics.scores(), topics.events())
                .filter(Objects::nonNull)
                .toList();
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(topics.models())) {
                model(record);
            } else if (record.value() == null) {
                throw new IllegalArgumentException("it has no value");
            } else if (record.topic().equals(topics.scores())) {
                state.score(ScoreMessage.read(record.value()), record.timestamp());
            } else if (record.topic().equals(topics.alerts())) {
                state.alert(AlertJson.read(record.value()));
            } else {
                state.history(HistoryEntry.of(DetectorEventJson.read(record.value()), record.timestamp()));
            }
        } catch (RuntimeException e) {
            // Anybody may write anything to a topic; that must not end the page.
            state.problem("a message of " + record.topic() + ", partition " + record.partition() + ", offset "
                    + record.offset() + " cannot be shown: " + e.getMessage());
        }
    }

    /**
     * Takes a message of the models topic, which also holds other detectors' models and copies that the job wrote back
     * after a refusal.
     */
    private void model(ConsumerRecord<byte[], byte[]> record) {
        ModelMessage message = ModelMessages.of(record);
        boolean champion = protocol.isChampion(message.key());
        if (message.artifact() == null || !(champion || protocol.isKept(message.key()))) {
            return;
        }
        ModelFacts facts;
        try {
            facts = ModelFacts.of(ArtifactCodec.decode(message.artifact()), alertRate);
        } catch (RuntimeException e) {
            state.history(new HistoryEntry(message.timestampMillis(), "unreadable", null, e.getMessage()));
            return;
        }
        state.model(facts);
        ModelHeaders headers = message.headers();
        boolean news = champion ? !headers.isAnswer() : headers.role() != ModelRole.CHAMPION;
        if (news) {
            ModelRole role = champion ? ModelRole.CHAMPION : headers.role();
            String shortId = ModelFacts.shortened(facts.id());
            state.history(new HistoryEntry(message.timestampMillis(), role.configName(), shortId, published(headers)));
        }
    }

    private static String published(ModelHeaders headers) {
        String parent = ModelFacts.shortened(headers.parent());
        return "published" + (headers.publisher() == null ? "" : " by " + headers.publisher())
                + (parent == null ? "" : ", made from " + parent)
                + (headers.activation() == null ? "" : ", scores from " + headers.activation());
    }
}
