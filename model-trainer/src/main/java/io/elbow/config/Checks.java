// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one part of the configuration, so that all of it is reported at once. */
final class Checks {
    private final List<String> faults = new ArrayList<>();

    Checks require(boolean holds, String key, String allowed, Object value) {
        if (!holds) {
            faults.add(message(key, allowed, value));
        }
        return this;
    }

    Checks positive(String key, Duration value) {
        return require(!value.isNegative() && !value.isZero(), key, "longer than zero", Durations.text(value));
    }

    Checks positiveOrNull(String key, Duration value) {
        return value == null ? this : positive(key, value);
    }

    Checks positive(String key, int value) {
        return require(value >= 1, key, "at least 1", value);
    }

    Checks notBlank(String key, String value) {
        return require(!value.isBlank(), key, "a non-empty text", "'" + value + "'");
    }

    /** @throws ConfigException naming every requirement that does not hold */
    void orThrow() {
        if (!faults.isEmpty()) {
            throw new ConfigException(String.join("; ", faults));
        }
    }

    static String message(String key, String allowed, Object value) {
        return key + " must be " + allowed + " but was " + value;
    }
}
