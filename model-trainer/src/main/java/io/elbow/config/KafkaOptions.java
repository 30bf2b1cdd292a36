// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.util.Map;

/**
 * Where the broker is and which topics serve the detector.
 *
 * @param properties passed through to every client; {@code ${ENV_VAR}} already replaced
 */
public record KafkaOptions(String bootstrapServers, Map<String, String> properties, Delivery delivery, Topics topics)
        implements Serializable {

    /** Delivery promise of every sink. */
    public enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** Topic names; {@code scores}, {@code events} and {@code control} may be null: not used. */
    public record Topics(
            String records,
            String alerts,
            String models,
            String deadLetters,
            String scores,
            String events,
            String control)
            implements Serializable {}

    public KafkaOptions {
        properties = Map.copyOf(properties);
    }

    /** The same topics and properties at another broker. */
    public KafkaOptions at(String otherBootstrapServers) {
        return new KafkaOptions(otherBootstrapServers, properties, delivery, topics);
    }
}
