// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.DetectorConfig;
import io.elbow.kafka.ModelsTopic;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code publish}: an artifact becomes the champion of a running job. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer publish --model MODEL --config YAML [OPTION]...",
        description = "Publishes an artifact to the models topic; a running job swaps to it between two records.",
        footer = {"", "Example:", "  elbow-trainer publish --model cpu.safetensors --config detector.yaml"})
final class PublishCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The artifact.")
    private Path model;

    @Mixin
    private DetectorFile config = new DetectorFile();

    @Override
    public Integer call() {
        DetectorConfig detector = config.load(main.environment());
        publish(ModelStore.load(model), detector, "publish", spec.commandLine().getErr());
        return 0;
    }

    /** Publishes and says so. */
    static void publish(ModelArtifact artifact, DetectorConfig detector, String publisher, PrintWriter err) {
        new ModelsTopic(detector).publish(artifact, publisher);
        err.println("published " + artifact.shortId() + " as champion of " + detector.name() + " to "
                + detector.kafka().topics().models());
    }
}
