// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Topics;
import io.elbow.job.event.AlertJson;
import io.elbow.job.event.DetectorEventJson;
import io.elbow.job.event.ModelHeaders;
import io.elbow.kafka.HeaderText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes the messages of the detector's topics into the page's state. A message that the job did not write is reported
 * on the page, not thrown.
 */
final class PageTopics {
    private static final String CHAMPION = "champion";

    private final String detector;
    private final Topics topics;
    private final Double alertRate;
    private final PageState state;

    PageTopics(DetectorConfig config, PageState state) {
        this.state = state;
        detector = config.name();
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
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        boolean champion = key.equals(detector);
        if (record.value() == null || !(champion || key.startsWith(detector + "/"))) {
            return;
        }
        String role = champion ? CHAMPION : HeaderText.of(record, ModelHeaders.ROLE);
        ModelFacts facts;
        try {
            facts = ModelFacts.of(ArtifactCodec.decode(record.value()), alertRate);
        } catch (RuntimeException e) {
            state.history(new HistoryEntry(record.timestamp(), "unreadable", null, e.getMessage()));
            return;
        }
        state.model(facts);
        boolean listed = champion ? HeaderText.of(record, ModelHeaders.ANSWERS) == null : !CHAMPION.equals(role);
        if (listed && role != null) {
            String shortId = ModelFacts.shortened(facts.id());
            state.history(new HistoryEntry(record.timestamp(), role, shortId, published(record)));
        }
    }

    private static String published(ConsumerRecord<byte[], byte[]> record) {
        String publisher = HeaderText.of(record, ModelHeaders.PUBLISHER);
        String parent = ModelFacts.shortened(HeaderText.of(record, ModelHeaders.PARENT));
        String activation = HeaderText.of(record, ModelHeaders.ACTIVATION);
        return "published" + (publisher == null ? "" : " by " + publisher)
                + (parent == null ? "" : ", made from " + parent)
                + (activation == null ? "" : ", scores from " + activation);
    }
}
