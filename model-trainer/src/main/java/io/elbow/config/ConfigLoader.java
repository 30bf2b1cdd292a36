// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads {@code detector.yaml}. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Reads and validates one file.
     *
     * @param environment replaces {@code ${NAME}} in {@code kafka.properties} and {@code kafka.bootstrap-servers}
     * @throws ConfigException naming the file and, of each fault found, the key, the value and what is allowed
     */
    public static DetectorConfig load(Path file, Map<String, String> environment) {
        return parse(text(file), file.toString(), environment);
    }

    /**
     * Reads and validates yaml from anywhere.
     *
     * @param sourceName what messages call the yaml
     * @throws ConfigException as {@link #load}
     */
    public static DetectorConfig parse(String yaml, String sourceName, Map<String, String> environment) {
        JsonNode root = YamlTree.parse(yaml, sourceName);
        Faults faults = new Faults();
        DetectorConfig config = new ConfigReader(root, faults, environment).read();
        faults.throwIfAny(sourceName);
        return config;
    }

    private static String text(Path file) {
        if (!Files.exists(file)) {
            throw new ConfigException(file + ": there is no such file; give the path of a detector.yaml");
        }
        if (Files.isDirectory(file)) {
            throw new ConfigException(file + ": this is a folder; give the path of a detector.yaml");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException notUtf8) {
            throw new ConfigException(file + ": this is not UTF-8 text; save it as UTF-8");
        } catch (IOException unreadable) {
            throw new ConfigException(file + ": this file cannot be read ("
                    + unreadable.getClass().getSimpleName() + "); check its permissions");
        }
    }
}
