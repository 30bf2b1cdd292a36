// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import java.util.List;
import java.util.Map;
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

    void publish(byte[] bytes, String modelId, String parent, PublishOptions publication) {
        String doing = "publishing model " + modelId + " to the models topic " + topic;
        Map<String, Object> settings = Map.of(
                "transactional.id",
                "elbow-" + config.name() + "-models-publisher",
                "max.request.size",
                REQUEST_BYTES,
                "buffer.memory",
                4L * REQUEST_BYTES);
        clients.produce(doing, settings, producer -> {
            // Fences other publishers and ends what they left open; only then does reading tell what is there.
            producer.initTransactions();
            List<PublishedModel> kept = clients.consume(doing, readToEnd).kept();
            long lastOffset = send(producer, kept, bytes, modelId, parent, publication);
            return clients.consume(doing, consumer -> awaitVisible(consumer, lastOffset));
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where one of them did
    private long send(
            Producer<byte[], byte[]> producer,
            List<PublishedModel> kept,
            byte[] bytes,
            String modelId,
            String parent,
            PublishOptions publication)
            throws Exception {
        String ownKey = config.name() + "/" + modelId;
        producer.beginTransaction();
        for (String key : ModelsLog.surplus(kept, ownKey, config.models().keep())) {
            producer.send(PublishedModels.tombstone(topic, key));
        }
        Future<RecordMetadata> last = producer.send(PublishedModels.message(topic, ownKey, bytes, parent, publication));
        if (!publication.isChallenger()) {
            last = producer.send(PublishedModels.message(topic, config.name(), bytes, parent, publication));
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
