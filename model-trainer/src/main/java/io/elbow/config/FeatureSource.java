// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.Objects;

/**
 * Where a feature comes from.
 *
 * @param field column of a file, or dotted path in a record
 * @param as what the model sees of the field
 */
public record FeatureSource(String field, As as) implements Serializable {
    /** What a model sees of a field. */
    public enum As {
        /** The value as it stands. */
        VALUE("value", ""),
        /** By how much a counter grew since the key's value before, per second of event time. */
        RATE("rate", "_per_second"),
        /** The value less the key's value before. */
        DIFFERENCE("difference", "_difference");

        private final String configName;
        private final String suffix;

        As(String configName, String suffix) {
            this.configName = configName;
            this.suffix = suffix;
        }

        /** As written in yaml and in the manifest. */
        @JsonValue
        public String configName() {
            return configName;
        }
    }

    public FeatureSource {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(as, "as");
    }

    /** A field as it stands. */
    public static FeatureSource plain(String field) {
        return new FeatureSource(field, As.VALUE);
    }

    /** Whether the feature is the field as it stands. */
    public boolean isPlain() {
        return as == As.VALUE;
    }

    /** What the feature is called in the model, its alerts and its scores. */
    public String feature() {
        return field + as.suffix;
    }
}
