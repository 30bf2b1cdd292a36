// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where the broker is and which topics serve the detector.
 *
 * @param bootstrapServers {@code kafka.bootstrap-servers} (default {@code localhost:9092}): Brokers as
 *     {@code host:port}, several joined by commas. {@code ${ENV_VAR}} is replaced.
 * @param properties {@code kafka.properties} (default {@code {}}): Passed through to every Kafka client:
 *     {@code security.protocol}, {@code sasl.*}, {@code ssl.*} and the like. {@code ${ENV_VAR}} is replaced. Values are
 *     never printed.
 * @param delivery {@code kafka.delivery} (default {@code exactly-once}): {@code exactly-once} shows alerts, scores and
 *     dead letters when the next checkpoint is complete. {@code at-least-once} shows them at once, and some twice after
 *     a failure.
 * @param onNewTopic {@code kafka.on-new-topic} (default {@code beginning}): What a job does that resumes and finds that
 *     the records topic was deleted and made anew. {@code beginning} reads the new topic from its beginning and says
 *     so. {@code continue} goes on at the same offset, for a copy of the topic that keeps offsets. {@code refuse} ends
 *     the job.
 */
public record KafkaOptions(
        String bootstrapServers, Map<String, String> properties, Delivery delivery, Topics topics, NewTopic onNewTopic)
        implements Serializable {

    /** Where the broker is by default. */
    static final String DEFAULT_SERVERS = "localhost:9092";

    static final Delivery DEFAULT_DELIVERY = Delivery.EXACTLY_ONCE;

    private static final Pattern SECRET = Pattern.compile(
            "password|passphrase|secret|jaas|token|credential|user\\.info|(private|keystore|truststore).*key",
            Pattern.CASE_INSENSITIVE);

    static final NewTopic DEFAULT_ON_NEW_TOPIC = NewTopic.BEGINNING;

    /** What follows where the records topic is not the one that the state speaks of. */
    public enum NewTopic {
        BEGINNING,
        CONTINUE,
        REFUSE
    }

    /** Delivery promise of every sink. */
    public enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /**
     * Topic names; {@code scores}, {@code events} and {@code control} may be null, which means not used.
     *
     * @param records {@code kafka.topics.records} (required): The topic to read. Partition it by the detector's key.
     * @param alerts {@code kafka.topics.alerts} (required): Where alerts go. All topic names must differ from each
     *     other.
     * @param models {@code kafka.topics.models} (required): Where models are published: compacted, with one partition.
     * @param deadLetters {@code kafka.topics.dead-letters} (required): Where rejected and late records go, with the
     *     reason.
     * @param scores {@code kafka.topics.scores} (default none): Where every record's score goes.
     * @param events {@code kafka.topics.events} (default none): Where the job reports what happens to its models.
     * @param control {@code kafka.topics.control} (default none): Where the job takes commands from: those sent since
     *     its start; a resumed job also reads those sent while it was away.
     */
    public record Topics(
            String records,
            String alerts,
            String models,
            String deadLetters,
            String scores,
            String events,
            String control)
            implements Serializable {
        // Kafka's own rule (org.apache.kafka.common.internals.Topic).
        private static final Pattern LEGAL = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

        public Topics {
            Checks checks = new Checks();
            Map<String, String> roleOfTopic = new HashMap<>();
            check(checks, roleOfTopic, "records", Objects.requireNonNull(records, "records"));
            check(checks, roleOfTopic, "alerts", Objects.requireNonNull(alerts, "alerts"));
            check(checks, roleOfTopic, "models", Objects.requireNonNull(models, "models"));
            check(checks, roleOfTopic, "dead-letters", Objects.requireNonNull(deadLetters, "deadLetters"));
            check(checks, roleOfTopic, "scores", scores);
            check(checks, roleOfTopic, "events", events);
            check(checks, roleOfTopic, "control", control);
            checks.orThrow();
        }

        private static void check(Checks checks, Map<String, String> roleOfTopic, String role, String topic) {
            if (topic == null) {
                return;
            }
            String other = roleOfTopic.putIfAbsent(topic, role);
            String shown = "'" + topic + "'";
            checks.require(
                            LEGAL.matcher(topic).matches(),
                            "kafka.topics." + role,
                            "1 to 249 of letters, digits, dot, underscore and dash",
                            shown)
                    .require(other == null, "kafka.topics." + role, "another topic than " + other + "'s", shown);
        }
    }

    public KafkaOptions {
        properties = Map.copyOf(properties);
    }

    /** Where a topic made anew is read from its beginning. */
    public KafkaOptions(String bootstrapServers, Map<String, String> properties, Delivery delivery, Topics topics) {
        this(bootstrapServers, properties, delivery, topics, DEFAULT_ON_NEW_TOPIC);
    }

    /** The same topics and properties at another broker. */
    public KafkaOptions at(String otherBootstrapServers) {
        return new KafkaOptions(otherBootstrapServers, properties, delivery, topics, onNewTopic);
    }

    /** The properties for logs and messages: {@code ***} in place of passwords, tokens, keys and the like. */
    public Map<String, String> maskedProperties() {
        Map<String, String> masked = new TreeMap<>(properties);
        masked.replaceAll((name, value) -> SECRET.matcher(name).find() ? "***" : value);
        return masked;
    }

    @Override
    public String toString() {
        return "KafkaOptions[bootstrapServers=" + bootstrapServers + ", properties=" + maskedProperties()
                + ", delivery=" + delivery + ", topics=" + topics + ", onNewTopic=" + onNewTopic + "]";
    }
}
