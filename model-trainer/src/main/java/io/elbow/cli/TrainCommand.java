// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.artifact.Provenance;
import io.elbow.config.BadInputException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.data.Dataset;
import io.elbow.kafka.ModelsTopic;
import io.elbow.vae.DataProvenance;
import io.elbow.vae.ModelFitter;
import io.elbow.vae.TrainingPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code train}: from normal records to an artifact. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Fits a model to normal records and writes it as one file.",
        footer = {
            "",
            "Rows whose label is not 0 are left out of the fit. With --key, --timestamp or a --shingle other than 1",
            "the file is a series; otherwise each row stands alone.",
            "",
            "Example:",
            "  elbow-trainer train --input cpu.csv.gz --timestamp ts --key host --output cpu.safetensors"
        })
final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(names = "--output", required = true, paramLabel = "MODEL", description = "The artifact to write.")
    private Path output;

    @Option(names = "--config", paramLabel = "YAML", description = "detector.yaml; flags beat it.")
    private Path config;

    @Option(names = "--publish", description = "Also publish to the models topic of --config.")
    private boolean publish;

    @Mixin
    private ModelFlags model = new ModelFlags();

    @Mixin
    private FitFlags fit = new FitFlags();

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    @Override
    public Integer call() {
        DetectorConfig detector = config == null ? null : ConfigLoader.load(config, main.environment());
        if (publish && detector == null) {
            throw new BadInputException("--publish needs --config, which names the broker and the models topic");
        }
        OutputFiles.requireWritable(output);
        Stopwatch reading = new Stopwatch();
        TrainingInput.Read read = new TrainingInput(input, detector, InstantSource.system()).read();
        double readSeconds = reading.seconds();
        read.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
        TrainingPlan plan = new PlanBuilder(detector, input, model, fit).build(read);
        Dataset dataset = read.dataset();
        Instant time = FitTime.of(main.environment(), InstantSource.system());
        Provenance provenance = DataProvenance.of(dataset, read.sources(), read.topicOffsets(), time);
        ModelArtifact artifact;
        double fitSeconds;
        try (FitProgressView progress = FitProgressView.on(spec.commandLine().getErr())) {
            Stopwatch fitting = new Stopwatch();
            artifact = new ModelFitter(plan, progress).fit(dataset, provenance);
            fitSeconds = fitting.seconds();
        }
        ModelStore.save(artifact, output);
        if (publish) {
            new ModelsTopic(detector).publish(artifact, "train");
        }
        report(artifact, readSeconds, fitSeconds);
        return 0;
    }

    private void report(ModelArtifact artifact, double readSeconds, double fitSeconds) {
        TrainReport report = new TrainReport(artifact, output, fileSize(), readSeconds, fitSeconds);
        report.printTo(spec.commandLine().getErr());
        if (json) {
            spec.commandLine().getOut().println(report.json());
        }
    }

    private long fileSize() {
        try {
            return Files.size(output);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("cannot read back " + output, e);
        }
    }
}
