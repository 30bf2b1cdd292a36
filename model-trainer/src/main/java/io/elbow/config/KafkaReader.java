// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.config.KafkaOptions.NewTopic;
import io.elbow.config.KafkaOptions.Topics;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code kafka}. Values of properties may be secrets, so its messages name keys alone. */
final class KafkaReader {
    private static final Pattern SERVER =
            Pattern.compile("([A-Za-z0-9_-]+://)?(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):[0-9]{1,5}");

    private final YamlSection kafka;
    private final Faults faults;
    private final EnvironmentReferences references;

    KafkaReader(YamlSection kafka, Faults faults, Map<String, String> environment) {
        this.kafka = kafka;
        this.faults = faults;
        this.references = new EnvironmentReferences(environment, faults);
    }

    KafkaOptions read() {
        String servers = bootstrapServers();
        Map<String, String> properties = properties();
        Delivery delivery = kafka.value("delivery", Kind.oneOf(Delivery.values()), KafkaOptions.DEFAULT_DELIVERY);
        NewTopic onNewTopic =
                kafka.value("on-new-topic", Kind.oneOf(NewTopic.values()), KafkaOptions.DEFAULT_ON_NEW_TOPIC);
        Topics topics = topics(kafka.section("topics"));
        return faults.build(() -> new KafkaOptions(servers, properties, delivery, topics, onNewTopic));
    }

    private String bootstrapServers() {
        String written = kafka.value("bootstrap-servers", Kind.TEXT, KafkaOptions.DEFAULT_SERVERS);
        String servers = references.replace(kafka.dotted("bootstrap-servers"), written);
        for (String server : servers.split(",", -1)) {
            // An unreplaced reference has its fault already.
            if (!server.contains("${") && !SERVER.matcher(server.strip()).matches()) {
                faults.add(Checks.message(
                        kafka.dotted("bootstrap-servers"),
                        "host:port, several joined by commas,",
                        "'" + written + "'"));
                return servers;
            }
        }
        return servers;
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        String key = kafka.dotted("properties");
        JsonNode node = kafka.askLeaf("properties");
        if (node == null || node.isNull()) {
            return properties;
        }
        if (!node.isObject()) {
            faults.add(key + " must be a mapping of Kafka's property names to values");
            return properties;
        }
        node.properties().forEach(property -> {
            String dotted = key + "." + property.getKey();
            if (property.getKey().equals("bootstrap.servers")) {
                faults.add(dotted + " has its own key: " + kafka.dotted("bootstrap-servers"));
            } else if (!property.getValue().isValueNode() || property.getValue().isNull()) {
                faults.add(
                        dotted
                                + " must be one text, number, true or false; a property's name is written in one, dots and all");
            } else {
                properties.put(
                        property.getKey(),
                        references.replace(dotted, property.getValue().asText()));
            }
        });
        return properties;
    }

    private Topics topics(YamlSection topics) {
        String records = required(topics, "records");
        String alerts = required(topics, "alerts");
        String models = required(topics, "models");
        String deadLetters = required(topics, "dead-letters");
        String scores = topics.valueOrNull("scores", Kind.TEXT, null);
        String events = topics.valueOrNull("events", Kind.TEXT, null);
        String control = topics.valueOrNull("control", Kind.TEXT, null);
        return faults.build(() -> new Topics(records, alerts, models, deadLetters, scores, events, control));
    }

    private static String required(YamlSection topics, String role) {
        // The stand-in is a legal name of its own, so that the other topics are still checked.
        return topics.required(role, Kind.TEXT, "missing--" + role);
    }
}
