// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Everything found wrong with one file, reported in one line. */
final class Faults {
    private final Set<String> messages = new LinkedHashSet<>();

    void add(String message) {
        messages.add(message);
    }

    /** The built value; null, with the fault noted, where its constructor refuses. */
    <T> T build(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (ConfigException refused) {
            add(refused.getMessage());
            return null;
        }
    }

    void throwIfAny(String sourceName) {
        if (!messages.isEmpty()) {
            throw new ConfigException(sourceName + ": " + String.join("; ", messages));
        }
    }
}
