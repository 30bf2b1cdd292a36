// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.nio.file.Path;
import java.util.Map;

/** Reads {@code detector.yaml}. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Reads and validates one file.
     *
     * @param environment replaces {@code ${NAME}} in {@code kafka.properties}
     * @throws ConfigException naming the file, the key, the value and what is allowed
     */
    public static DetectorConfig load(Path file, Map<String, String> environment) {
        throw new UnsupportedOperationException(file + " " + environment.size());
    }
}
