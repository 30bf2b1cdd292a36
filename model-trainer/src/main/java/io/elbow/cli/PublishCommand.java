// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.kafka.ModelsTopic;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code publish}: an artifact becomes the champion of a running job. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Publishes an artifact to the models topic; a running job swaps to it between two records.",
        footer = {"", "Example:", "  elbow-trainer publish --model cpu.safetensors --config detector.yaml"})
final class PublishCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The artifact.")
    private Path model;

    @Option(names = "--config", required = true, paramLabel = "YAML", description = "detector.yaml.")
    private Path config;

    @Override
    public Integer call() {
        DetectorConfig detector = ConfigLoader.load(config, main.environment());
        ModelArtifact artifact = ModelStore.load(model);
        new ModelsTopic(detector).publish(artifact, "publish");
        spec.commandLine()
                .getErr()
                .println("published " + artifact.shortId() + " as champion of " + detector.name() + " to "
                        + detector.kafka().topics().models());
        return 0;
    }
}
