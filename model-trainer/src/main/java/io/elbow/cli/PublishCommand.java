// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code publish}: an artifact becomes the champion of a running job, or its challenger. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer publish --model MODEL --config YAML [OPTION]...",
        description = {
            "Publishes an artifact to the models topic; a running job swaps to it between two records.",
            "",
            "A model that was made from another one than the champion is refused: what the champion learned",
            "since would be lost."
        },
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

    @Option(
            names = "--activate-at",
            paramLabel = "ISO",
            description =
                    "Scores the records from this event time on, such as 2026-01-31T00:00:00Z (default: all that come).")
    private String activateAt;

    @Option(names = "--challenger", description = "Runs it as challenger to the champion, without alerts.")
    private boolean challenger;

    @Option(names = "--force", description = "Publishes also what was made from another model than the champion.")
    private boolean force;

    @Override
    public Integer call() {
        if (challenger && activateAt != null) {
            throw new BadInputException("--challenger runs from where it is published on; leave out --activate-at");
        }
        Instant activation = activateAt == null ? null : instant(activateAt);
        DetectorConfig detector = config.load(main.environment());
        ModelRole role = challenger ? ModelRole.CHALLENGER : ModelRole.CHAMPION;
        publish(
                ModelStore.load(model),
                detector,
                new PublishOptions(role, "publish", activation, force),
                spec.commandLine().getErr());
        return 0;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadInputException(
                    "--activate-at must be an instant such as 2026-01-31T00:00:00Z but was '" + text + "'", e);
        }
    }

    /** Publishes and says so. */
    static void publish(ModelArtifact artifact, DetectorConfig detector, PublishOptions publication, PrintWriter err) {
        ModelsTopic topic = new ModelsTopic(detector);
        String parent = artifact.manifest().provenance().parentModelId();
        if (parent != null && !publication.isChallenger() && !publication.forced()) {
            requireChampion(topic, detector, parent, "model " + artifact.shortId());
        }
        topic.publish(artifact, publication);
        err.println("published " + artifact.shortId() + " as "
                + publication.role().configName() + " of " + detector.name() + " to "
                + detector.kafka().topics().models()
                + (publication.activation() == null ? "" : ", active from " + publication.activation() + " on"));
    }

    /**
     * The champion must be this model: a running job would refuse what was made from another.
     *
     * @param child for people: what was made, or is to be made, from it
     */
    static void requireChampion(ModelsTopic topic, DetectorConfig detector, String parent, String child) {
        Optional<ModelMessage> champion = topic.resolve().champion();
        String found = champion.map(ChosenModel::idOf).orElse(parent);
        if (!found.equals(parent)) {
            throw new BadInputException(child + " is made from " + ChosenModel.shorten(parent)
                    + " but the champion of " + detector.name() + " is " + ChosenModel.shorten(found)
                    + "; retrain from the champion, or give --force");
        }
    }
}
