// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelsTopicProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Writes a model to the models topic in one transaction. The transaction's name is the detector's, so that of two
 * publishers at once the later one fences the earlier one, and what to remove is decided from what is really there.
 */
final class ModelsPublisher {
    /** Room for key, headers and batch around the largest artifact. */
    private static final int REQUEST_BYTES = ModelsTopic.MAX_MESSAGE_BYTES + 64 * 1024;

    private static final long VISIBILITY_PAUSE_MILLIS = 20;

    private final DetectorConfig config;
    private final KafkaClients clients;
    private final KafkaClients.Work<Consumer<byte[], byte[]>, ModelsTopic.Resolved> readToEnd;
    private final String topic;

    ModelsPublisher(
            DetectorConfig config,
            KafkaClients clients,
            KafkaClients.Work<Consumer<byte[], byte[]>, ModelsTopic.Resolved> readToEnd) {
        this.config = config;
        this.clients = clients;
        this.readToEnd = readToEnd;
        this.topic = config.kafka().topics().models();
    }

    void publish(EncodedModel model, PublishOptions options) {
        String doing = "publishing model " + model.id() + " to the models topic " + topic;
        Map<String, Object> settings = Map.of(
                "transactional.id",
                "elbow-" + config.name() + "-models-publisher",
                "max.request.size",
                REQUEST_BYTES,
                "buffer.memory",
                4L * REQUEST_BYTES);
        clients.produce(doing, settings, producer -> {
            // Fences other publishers and ends what they left open; only then does reading say what is there.
            producer.initTransactions();
            ModelsTopic.Resolved there = clients.consume(doing, readToEnd);
            long lastOffset = send(producer, there, model, options);
            return clients.consume(doing, consumer -> awaitVisible(consumer, lastOffset));
        });
    }

    private long send(
            Producer<byte[], byte[]> producer, ModelsTopic.Resolved there, EncodedModel model, PublishOptions options)
            throws Exception {
        ModelsTopicProtocol protocol = new ModelsTopicProtocol(config.name());
        List<String> surplus = ModelsTopicProtocol.surplus(
                there.keptKeys(),
                Set.of(protocol.keptKey(model.id())),
                there.keptChampion(),
                config.models().keep());
        List<ModelMessage> messages = new ArrayList<>();
        surplus.forEach(key -> messages.add(ModelMessage.toPublish(key, null, ModelHeaders.NONE)));
        messages.addAll(protocol.publishing(model, options.headers(model.parent())));
        producer.beginTransaction();
        Future<RecordMetadata> last = null;
        for (ModelMessage message : messages) {
            // The commit fails where one of them did.
            last = producer.send(ModelMessages.record(topic, message));
        }
        long offset = last.get().offset();
        producer.commitTransaction();
        return offset;
    }

    /** A commit returns when it is decided; readers see it when its marker is in the partition, moments later. */
    private Void awaitVisible(Consumer<byte[], byte[]> consumer, long offset) throws InterruptedException {
        TopicPartition partition = new TopicPartition(topic, 0);
        long deadline = System.nanoTime() + KafkaClients.ANSWER.toNanos();
        while (consumer.endOffsets(List.of(partition)).get(partition) <= offset) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the commit's marker did not appear in " + partition);
            }
            TimeUnit.MILLISECONDS.sleep(VISIBILITY_PAUSE_MILLIS);
        }
        return null;
    }
}
