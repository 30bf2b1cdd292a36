// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The {@code --config} of the commands that talk to a broker. */
final class DetectorFile {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "YAML",
            description = "detector.yaml, which names the broker and the topics.")
    private Path file;

    DetectorConfig load(Map<String, String> environment) {
        return ConfigLoader.load(file, environment);
    }
}
