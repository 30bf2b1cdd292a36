// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.artifact.Provenance;
import io.elbow.config.BadInputException;
import io.elbow.config.ConditionOptions;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RefreshOptions;
import io.elbow.console.OutputFiles;
import io.elbow.data.Dataset;
import io.elbow.kafka.PublishOptions;
import io.elbow.vae.Interruption;
import io.elbow.vae.MaskingRule;
import io.elbow.vae.ModelFitter;
import io.elbow.vae.Recipe;
import io.elbow.vae.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
        customSynopsis = "elbow-trainer train (--input FILE... | --from-kafka --since SPAN) --output MODEL [OPTION]...",
        description = "Fits a model to normal records and writes it as one file.",
        footer = {
            "",
            "With --key, --timestamp or a --shingle other than 1 the rows are series; else each stands alone.",
            "A flag beats the yaml, the yaml beats the default.",
            "Ctrl-C ends the fit and keeps the weights so far; a second one leaves without a model.",
            "",
            "Example:",
            "  elbow-trainer train --input cpu.csv.gz --timestamp ts --key host --output cpu.safetensors",
            "  elbow-trainer train --input big.csv.gz --output big.safetensors --log fit.jsonl"
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

    @Option(names = "--config", paramLabel = "YAML", description = "detector.yaml, whose settings the flags beat.")
    private Path config;

    @Option(names = "--publish", description = "Also publish to the models topic of --config.")
    private boolean publish;

    @ArgGroup(exclusive = false, validate = false, heading = "Model and score:%n", order = 1)
    private ModelFlags model = new ModelFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "Condition:%n", order = 3)
    private ConditionFlags conditions = new ConditionFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "Fit:%n", order = 2)
    private FitFlags fit = new FitFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "Run:%n", order = 4)
    private RunFlags run = new RunFlags();

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() {
        DetectorConfig detector = config == null ? null : ConfigLoader.load(config, main.environment());
        if (publish && detector == null) {
            throw new BadInputException("--publish needs --config, which names the broker and the models topic");
        }
        OutputFiles.requireWritable(output);
        run.check(output);
        TrainingInput source = new TrainingInput(input, detector, InstantSource.system());
        ConditionOptions condition = conditions.resolve(detector);
        TrainingColumns columns = source.columns().withConditions(condition.columnNames());
        requireTimes(condition, columns);
        TrainingPlan plan = new PlanBuilder(detector, input, model, fit)
                .build(columns.roles())
                .withCondition(condition);
        TrainingInput.Read read = source.read(
                columns,
                plan.rows().series(),
                plan.rows().shingleLength(),
                plan.fit().seed());
        read.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
        TrainWarnings warnings = new TrainWarnings(spec.commandLine().getErr());
        warnings.ofData(read);
        Stopwatch fitting = new Stopwatch();
        Fitted fitted = fit(masked(plan, read.dataset()), read);
        ModelArtifact artifact = fitted.artifact;
        double fitSeconds = fitting.seconds();
        PerKeyFlags.leftOut(artifact.manifest().perKey(), read.dataset())
                .ifPresent(note -> spec.commandLine().getErr().println("note: " + note));
        ModelStore.save(artifact, output);
        TrainReport report = new TrainReport(
                artifact,
                output,
                read.summary().labelled(),
                read.dataset().rows().size(),
                fileSize(),
                fitSeconds,
                fitted.interruption);
        report.lines().printTo(spec.commandLine().getErr());
        warnings.ofModel(
                artifact, read, plan.rows().gap(), detector == null ? RefreshOptions.DEFAULT : detector.refresh());
        if (publish) {
            // After the report: should the broker not answer, the model is there and the user knows where.
            PublishCommand.publish(
                    artifact,
                    detector,
                    PublishOptions.champion("train"),
                    spec.commandLine().getErr());
        }
        if (json) {
            spec.commandLine().getOut().println(report.json().put("warnings", warnings.lines()));
        }
        return 0;
    }

    private void requireTimes(ConditionOptions condition, TrainingColumns columns) {
        if (!condition.calendar().isEmpty() && columns.roles().timestamp() == null && !input.fromKafka) {
            throw new BadInputException("--calendar needs the event time; name its column with --timestamp");
        }
    }

    private TrainingPlan masked(TrainingPlan plan, Dataset dataset) {
        if (!fit.masksByData()) {
            return plan;
        }
        TrainingPlan decided = Recipe.masked(plan, dataset);
        if (decided.fit().corruption().maskedRows() > plan.fit().corruption().maskedRows()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "note: %.1f %% of the values are missing, so inputs are hidden in training too"
                                    + " (--masked-rows 0: none)%n",
                            100 * MaskingRule.missingShare(dataset));
        }
        return decided;
    }

    /** @param interruption null: the fit went to its end */
    private record Fitted(ModelArtifact artifact, Interruption interruption) {}

    private Fitted fit(TrainingPlan plan, TrainingInput.Read read) {
        Instant time = FitTime.of(main.environment(), InstantSource.system());
        Provenance provenance = read.provenance(time);
        List<String> features = read.dataset().features();
        try (FitSession session = run.session(spec.commandLine().getErr())) {
            session.log()
                    .started(
                            "train",
                            time,
                            provenance.data().rows(),
                            features,
                            plan.spec(features.size()),
                            plan.fit(),
                            session.device());
            ModelArtifact artifact =
                    session.run(() -> new ModelFitter(plan, session.context(), null).fit(read.dataset(), provenance));
            session.log().ended(artifact, session.interruption() != null);
            return new Fitted(artifact, session.interruption());
        }
    }

    private long fileSize() {
        try {
            return Files.size(output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read back " + output, e);
        }
    }
}
