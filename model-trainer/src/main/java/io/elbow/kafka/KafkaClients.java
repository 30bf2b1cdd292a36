// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Opens clients for one task, closes them, and turns their exceptions into one line for a person. Every wait for an
 * answer ends after {@link #ANSWER}, so that an unreachable broker is reported within 15 s.
 */
final class KafkaClients {
    /** How long a broker may take to answer. */
    static final Duration ANSWER = Duration.ofSeconds(10);

    /**
     * How long closing a client may take. It signs off at the broker, which must not take long if the broker is gone.
     */
    private static final Duration GOOD_BYE = Duration.ofSeconds(2);

    /** A task that uses a client. */
    interface Work<C, T> {
        T with(C client) throws Exception;
    }

    private final KafkaOptions options;
    private final String clientId;
    private final KafkaFailures failures;

    private KafkaClients(KafkaOptions options, String clientId) {
        this.options = options;
        this.clientId = clientId;
        this.failures = new KafkaFailures(options);
    }

    /**
     * Prepares clients for the broker of a configuration.
     *
     * @param purpose part of the client's name at the broker
     */
    static KafkaClients of(DetectorConfig config, String purpose) {
        return new KafkaClients(config.kafka(), "elbow-" + config.name() + "-" + purpose);
    }

    /**
     * Runs work with an admin client.
     *
     * @param doing what fails if it fails, such as {@code reading the models topic m}
     */
    <T> T administer(String doing, Work<Admin, T> work) {
        Admin admin = null;
        try {
            admin = Admin.create(adminProperties());
            return work.with(admin);
        } catch (Exception e) {
            throw failures.explain(e, doing);
        } finally {
            close(admin, open -> open.close(GOOD_BYE));
        }
    }

    /**
     * The number of a topic's partitions.
     *
     * @param role what the detector uses it for, such as {@code records}
     * @throws KafkaUnavailableException if it does not exist
     */
    int partitions(String role, String topic) {
        String title = "the " + role + " topic " + topic;
        return administer("looking up " + title, admin -> {
            try {
                return admin.describeTopics(List.of(topic))
                        .topicNameValues()
                        .get(topic)
                        .get()
                        .partitions()
                        .size();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    throw new KafkaUnavailableException(title + " does not exist at " + options.bootstrapServers()
                            + "; run: topics --create --config detector.yaml");
                }
                throw e;
            }
        });
    }

    /** Runs work with a consumer that has no group and sees only committed messages. */
    <T> T consume(String doing, Work<Consumer<byte[], byte[]>, T> work) {
        Consumer<byte[], byte[]> consumer = null;
        try {
            consumer =
                    new KafkaConsumer<>(consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            return work.with(consumer);
        } catch (Exception e) {
            throw failures.explain(e, doing);
        } finally {
            close(consumer, open -> open.close(CloseOptions.timeout(GOOD_BYE)));
        }
    }

    /**
     * Runs work with an idempotent producer that waits for all replicas.
     *
     * @param settings further settings of the producer
     */
    <T> T produce(String doing, Map<String, Object> settings, Work<Producer<byte[], byte[]>, T> work) {
        Producer<byte[], byte[]> producer = null;
        try {
            producer = new KafkaProducer<>(
                    producerProperties(settings), new ByteArraySerializer(), new ByteArraySerializer());
            return work.with(producer);
        } catch (Exception e) {
            throw failures.explain(e, doing);
        } finally {
            close(producer, open -> open.close(GOOD_BYE));
        }
    }

    /**
     * Closes a client with the thread's interrupt cleared, because closing an interrupted client throws; then restores
     * the interrupt.
     */
    private static <C> void close(C client, java.util.function.Consumer<C> goodBye) {
        if (client == null) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            goodBye.accept(client);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The settings of an admin client. A single request must give up before the whole call does; otherwise the call
     * waits for the request.
     */
    private Map<String, Object> adminProperties() {
        Map<String, Object> properties = common();
        properties.put("request.timeout.ms", millis(ANSWER) / 2);
        return properties;
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> properties = common();
        properties.remove("group.id");
        properties.remove("group.instance.id");
        properties.put("enable.auto.commit", false);
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", false);
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.poll.records", 5_000);
        // Whatever is to be read is already there: waiting for more would only delay the end, and closing.
        properties.put("fetch.max.wait.ms", 20);
        properties.put("max.partition.fetch.bytes", ModelsTopic.MAX_MESSAGE_BYTES);
        return properties;
    }

    private Map<String, Object> producerProperties(Map<String, Object> settings) {
        Map<String, Object> properties = common();
        properties.remove("default.api.timeout.ms");
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("compression.type", "none");
        properties.put("max.block.ms", millis(ANSWER));
        properties.put("delivery.timeout.ms", 3 * millis(ANSWER));
        properties.putAll(settings);
        return properties;
    }

    /**
     * The settings of every client. The user's own come first, so that they cannot override those that this package
     * relies on.
     */
    private Map<String, Object> common() {
        Map<String, Object> properties = new HashMap<>(options.properties());
        properties.putIfAbsent("client.id", clientId);
        properties.put("bootstrap.servers", options.bootstrapServers());
        properties.put("default.api.timeout.ms", millis(ANSWER));
        properties.put("request.timeout.ms", millis(ANSWER));
        properties.put("socket.connection.setup.timeout.ms", 4_000L);
        properties.put("socket.connection.setup.timeout.max.ms", 8_000L);
        return properties;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
