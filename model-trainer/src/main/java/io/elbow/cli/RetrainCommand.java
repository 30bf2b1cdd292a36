// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.artifact.Provenance;
import io.elbow.config.BadInputException;
import io.elbow.config.ConfigException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureSources;
import io.elbow.console.AlertRate;
import io.elbow.console.OutputFiles;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.vae.Interruption;
import io.elbow.vae.Retraining;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code retrain}: a model's successor from new records, published only where it is no worse. */
@Command(
        name = "retrain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis =
                "elbow-trainer retrain (--input FILE... | --from-kafka --since SPAN) --config YAML [OPTION]...",
        description = {
            "Fits a successor of a model to new records, compares the two on records that neither has seen,",
            "and keeps the old one (exit code 3) where the new one is worse.",
            "",
            "Records that the model judges anomalous are skipped, unless their key stayed in one incident for",
            "refresh.adapt-after of event time: that is the new normal."
        },
        footer = {
            "",
            "Ctrl-C ends the fit and goes on with the weights so far; a second one leaves without a model.",
            "",
            "Example:",
            "  elbow-trainer retrain --from-kafka --since 7d --config detector.yaml --publish --log fit.jsonl"
        })
final class RetrainCommand implements Callable<Integer> {
    /** Judged, and kept the old model. */
    static final int KEPT = 3;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(names = "--config", required = true, paramLabel = "YAML", description = "detector.yaml.")
    private Path config;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The artifact to start from (default: the models topic's champion).")
    private Path model;

    @Option(names = "--output", paramLabel = "MODEL", description = "Where the new artifact goes.")
    private Path output;

    @Option(names = "--publish", description = "Publish the new model as champion, and read it back.")
    private boolean publish;

    @Option(
            names = "--force",
            description = "Write and publish the new model even where it is worse, or the champion is another.")
    private boolean force;

    @Option(names = "--cold", description = "Start from random weights and a new scaler, not from the model's.")
    private boolean cold;

    @Option(names = "--accept-anomalous", description = "Learn also the records that the model judges anomalous.")
    private boolean acceptAnomalous;

    @Option(
            names = "--alert-rate",
            paramLabel = "P",
            description =
                    "Decides what is anomalous, in (0, 1] (default: alerts.rate where written, else the model's).")
    private Double alertRate;

    @ArgGroup(exclusive = false, validate = false, heading = "Fit (default: as the model was fitted):%n", order = 2)
    private FitFlags fit = new FitFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "Run:%n", order = 3)
    private RunFlags run = new RunFlags();

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() {
        DetectorConfig detector = ConfigLoader.load(config, main.environment());
        refuseWhatTheModelFixes();
        if (output != null) {
            OutputFiles.requireWritable(output);
        }
        run.check(output);
        ModelArtifact champion = champion(detector);
        Manifest manifest = champion.manifest();
        Retraining.Options options = options(detector, manifest);
        TrainingInput.Read read = read(detector, manifest, options.fit().seed());
        Retrained retrained = retrain(champion, options, read);
        Retraining.Outcome outcome = retrained.outcome;
        RetrainReport report =
                new RetrainReport(champion, outcome, options.alertRate(), force, retrained.interruption != null);
        report.printTo(err());
        boolean replaced = outcome.challenger() != null && (force || outcome.accepted());
        if (replaced) {
            keep(outcome.challenger(), detector);
        }
        if (json) {
            spec.commandLine().getOut().println(report.json(output, publish && replaced));
        }
        return replaced ? 0 : KEPT;
    }

    private void refuseWhatTheModelFixes() {
        if (!input.features.isEmpty() || !input.exclude.isEmpty() || input.shingle != null) {
            String flag = input.features.isEmpty() ? "--exclude" : "--features";
            throw new BadInputException("retrain takes features and shingle from the model; leave out "
                    + (input.shingle == null ? flag : "--shingle") + ", or use train");
        }
    }

    private ModelArtifact champion(DetectorConfig detector) {
        if (model != null) {
            ModelArtifact artifact = ModelStore.load(model);
            if (publish && !force) {
                PublishCommand.requireChampion(
                        new ModelsTopic(detector), detector, artifact.modelId(), "the new model");
            }
            return artifact;
        }
        ModelMessage published = new ModelsTopic(detector)
                .resolve()
                .champion()
                .orElseThrow(() -> new BadInputException(
                        "the models topic " + detector.kafka().topics().models()
                                + " has no champion; name a file with --model, or publish one"));
        return ArtifactCodec.decode(published.artifact());
    }

    private TrainingInput.Read read(DetectorConfig detector, Manifest manifest, long seed) {
        List<String> faults = FeatureSources.contradictions(detector.record().sources(), manifest.sources());
        if (!faults.isEmpty()) {
            throw new ConfigException(
                    String.join("; ", faults) + ": write it as the model has it, or train a model by the yaml");
        }
        input.features = FeatureSources.fields(manifest.sources());
        if (!input.fromKafka && input.key == null) {
            input.key = manifest.keyColumn();
        }
        if (!input.fromKafka && input.timestamp == null) {
            input.timestamp = manifest.timestampColumn();
        }
        TrainingInput source = new TrainingInput(input, detector, manifest.sources(), InstantSource.system());
        TrainingColumns columns = (input.fromKafka
                        ? source.columns()
                        : TrainingColumns.of(input, null).readBy(detector, manifest))
                .withConditions(manifest.conditions().columnNames());
        TrainingInput.Read read =
                source.read(columns, manifest.series(), manifest.spec().shingleLength(), seed);
        read.notes().forEach(note -> err().println("note: " + note));
        return read;
    }

    private Retraining.Options options(DetectorConfig detector, Manifest manifest) {
        Double written = alertRate == null ? detector.writtenAlertRate() : alertRate;
        return new Retraining.Options(
                cold,
                acceptAnomalous,
                AlertRate.require(manifest.alertRateOr(written)),
                detector.shingle().gap(),
                detector.alerts().cooldown(),
                detector.refresh().adaptAfter(),
                detector.refresh().guard(),
                fit.resolve(manifest.fit()));
    }

    /** @param interruption null: the fit went to its end */
    private record Retrained(Retraining.Outcome outcome, Interruption interruption) {}

    private Retrained retrain(ModelArtifact champion, Retraining.Options options, TrainingInput.Read read) {
        Instant time = FitTime.of(main.environment(), InstantSource.system());
        Provenance provenance = read.provenance(time);
        Manifest manifest = champion.manifest();
        try (FitSession session = run.session(err())) {
            session.log()
                    .started(
                            "retrain",
                            time,
                            provenance.data().rows(),
                            manifest.featureNames(),
                            manifest.spec(),
                            options.fit(),
                            session.device());
            Retraining.Outcome outcome = session.run(
                    () -> new Retraining(champion, options).retrain(read.dataset(), provenance, session.context()));
            session.log().ended(outcome.challenger(), session.interruption() != null);
            return new Retrained(outcome, session.interruption());
        }
    }

    private void keep(ModelArtifact challenger, DetectorConfig detector) {
        if (output != null) {
            ModelStore.save(challenger, output);
            err().println("written to " + output);
        }
        if (publish) {
            PublishCommand.publish(
                    challenger, detector, new PublishOptions(ModelRole.CHAMPION, "retrain", null, force), err());
            readBack(challenger, detector);
        }
    }

    private void readBack(ModelArtifact challenger, DetectorConfig detector) {
        String found = new ModelsTopic(detector)
                .resolve()
                .champion()
                .map(message -> ArtifactCodec.decode(message.artifact()).modelId())
                .orElse("none");
        if (!found.equals(challenger.modelId())) {
            throw new IllegalStateException("the champion of " + detector.name() + " is " + found + " after publishing "
                    + challenger.modelId() + ": another was published meanwhile; run retrain again");
        }
        err().println("read back: " + challenger.shortId() + " is the champion of " + detector.name());
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
