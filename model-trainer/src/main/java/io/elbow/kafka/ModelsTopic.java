// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelsTopicProtocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The compacted topic, one partition, that every model reaches the job by. */
public final class ModelsTopic {
    /**
     * What reading to the end gave.
     *
     * @param champion the newest message under the detector's own key
     * @param kept the messages under {@code <detector>/<model id>} that no tombstone removed, newest first
     * @param nextOffset the offset behind what was read: where the job's models source starts
     */
    public record Resolved(Optional<ModelMessage> champion, List<ModelMessage> kept, long nextOffset) {
        /** The keys of what is kept, oldest first. */
        public List<String> keptKeys() {
            List<String> keys = kept.stream().map(ModelMessage::key).collect(Collectors.toCollection(ArrayList::new));
            Collections.reverse(keys);
            return keys;
        }

        /** Whether a kept model is the champion, too. */
        public boolean isChampion(ModelMessage model) {
            return champion.isPresent() && Arrays.equals(champion.get().artifact(), model.artifact());
        }

        /** The champion's key among those that are kept; null: it is not. */
        String keptChampion() {
            return kept.stream()
                    .filter(this::isChampion)
                    .map(ModelMessage::key)
                    .findFirst()
                    .orElse(null);
        }
    }

    public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final DetectorConfig config;
    private final KafkaClients clients;

    public ModelsTopic(DetectorConfig config) {
        this.config = config;
        this.clients = KafkaClients.of(config, "models");
    }

    /** Reads the topic to its end offsets (read_committed). Throws KafkaUnavailableException within 15 s. */
    public Resolved resolve() {
        requireOnePartition();
        return clients.consume("reading the models topic " + name(), this::readToEnd);
    }

    /**
     * The kept model whose id starts so.
     *
     * @throws BadInputException where several do
     */
    public Optional<ModelMessage> find(String modelIdPrefix) {
        String start = new ModelsTopicProtocol(config.name()).keptKey(modelIdPrefix);
        List<ModelMessage> matches = resolve().kept().stream()
                .filter(model -> model.key().startsWith(start))
                .toList();
        if (matches.size() > 1) {
            throw new BadInputException("model id " + modelIdPrefix + " is ambiguous in the models topic " + name()
                    + ": " + matches.stream().map(ModelMessage::key).toList() + "; give more of it");
        }
        return matches.stream().findFirst();
    }

    /**
     * Publishes a model under {@code <detector>/<model id>} and, unless it is a challenger, under {@code <detector>},
     * in one transaction, and removes by tombstones what is above {@code models.keep}. Whoever reads the topic after
     * this returned sees it.
     *
     * @throws io.elbow.config.BadInputException where the artifact is larger than a message may be, or made for another
     *     detector
     */
    public void publish(ModelArtifact artifact, PublishOptions options) {
        String parent = artifact.manifest().provenance().parentModelId();
        publish(
                new EncodedModel(artifact.modelId(), parent, ArtifactCodec.encode(artifact)),
                artifact.manifest().detector(),
                options);
    }

    /**
     * Publishes a model that is encoded already; see {@link #publish(ModelArtifact, PublishOptions)}.
     *
     * @param detector the detector it was trained for; null: any
     */
    public void publish(EncodedModel model, String detector, PublishOptions options) {
        requirePublishable(model.artifact(), model.id(), detector);
        requireOnePartition();
        new ModelsPublisher(config, clients, this::readToEnd).publish(model, options);
    }

    private void requirePublishable(byte[] bytes, String modelId, String detector) {
        if (detector != null && !detector.equals(config.name())) {
            throw new BadInputException("model " + modelId + " was trained for detector " + detector
                    + " but the configuration's name is " + config.name()
                    + "; train with this configuration, or publish with that detector's");
        }
        if (bytes.length > MAX_MESSAGE_BYTES) {
            throw new BadInputException("model " + modelId + " has " + bytes.length
                    + " bytes but a message of the models topic has at most " + MAX_MESSAGE_BYTES
                    + " (16 MiB); make model.hidden narrower or the shingle shorter");
        }
    }

    /** Order is the offset, which is an order in one partition alone. */
    private void requireOnePartition() {
        int partitions = clients.partitions("models", name());
        if (partitions > 1) {
            throw new BadInputException("the models topic " + name() + " has " + partitions
                    + " partitions but must have one; name another topic in kafka.topics.models, then run:"
                    + " topics --create --config detector.yaml");
        }
    }

    private Resolved readToEnd(Consumer<byte[], byte[]> consumer) {
        TopicPartition partition = new TopicPartition(name(), 0);
        Map<TopicPartition, Long> end = consumer.endOffsets(List.of(partition));
        long from = consumer.beginningOffsets(List.of(partition)).get(partition);
        long to = end.get(partition);
        ModelsLog log = new ModelsLog(config.name());
        PartitionReader.read(consumer, partition, from, to, message -> log.take(ModelMessages.of(message)));
        return new Resolved(log.champion(), log.kept(), to);
    }

    private String name() {
        return config.kafka().topics().models();
    }
}
