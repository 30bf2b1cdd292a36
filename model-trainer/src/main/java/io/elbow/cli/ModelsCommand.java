// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.console.JsonLine;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.protocol.ModelsTopicProtocol;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code models}: what the models topic holds, and which of it is champion. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer models list|show|promote|rollback [MODEL] --config YAML [OPTION]...",
        description = {
            "list:     the champion and the other models kept, newest first.",
            "show:     all about one of them; without MODEL about the champion.",
            "promote:  a kept model, such as a challenger, becomes champion.",
            "rollback: an earlier model is champion again; without MODEL the champion's parent."
        },
        footer = {"", "Example:", "  elbow-trainer models list --config detector.yaml"})
final class ModelsCommand implements Callable<Integer> {
    private static final List<String> ACTIONS = List.of("list", "show", "promote", "rollback");

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "list|show|promote|rollback", description = "What to do.")
    private String action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The first characters of a model's id.")
    private String id;

    @Mixin
    private DetectorFile config = new DetectorFile();

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() {
        if (!ACTIONS.contains(action)) {
            throw new BadInputException("models takes list, show, promote or rollback, but was given '" + action + "'");
        }
        if (action.equals("promote") && id == null) {
            throw new BadInputException("models promote needs the model's id; see: models list");
        }
        DetectorConfig detector = config.load(main.environment());
        switch (action) {
            case "list" -> list(detector);
            case "show" -> show(detector);
            default -> makeChampion(detector);
        }
        return 0;
    }

    private void makeChampion(DetectorConfig detector) {
        ModelsTopic topic = new ModelsTopic(detector);
        String topicName = detector.kafka().topics().models();
        ChosenModel chosen = new ChosenModel(topicName, topic.resolve());
        boolean back = action.equals("rollback");
        ModelArtifact artifact = back ? chosen.toRollBackTo(id) : chosen.toPromote(id);
        String publisher = back ? ModelHeaders.BY_ROLLBACK : ModelHeaders.BY_PROMOTE;
        topic.publish(artifact, PublishOptions.champion(publisher));
        spec.commandLine()
                .getErr()
                .println("published " + artifact.shortId() + " as champion of " + detector.name() + " to " + topicName
                        + (chosen.replaced() == null ? "" : " in place of " + ChosenModel.shorten(chosen.replaced())));
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(new JsonLine()
                            .put("model", artifact.modelId())
                            .put("replaced", chosen.replaced())
                            .put("publisher", publisher)
                            .put("topic", topicName));
        }
    }

    private void list(DetectorConfig detector) {
        ModelsTopic.Resolved resolved = new ModelsTopic(detector).resolve();
        PrintWriter out = spec.commandLine().getOut();
        JsonLine line = new JsonLine();
        if (!json && resolved.kept().isEmpty()) {
            out.println("no model is kept in " + detector.kafka().topics().models());
        }
        for (ModelMessage kept : resolved.kept()) {
            String modelId = ModelsTopicProtocol.modelId(kept.key());
            ModelHeaders headers = kept.headers();
            String role = role(headers.role(), resolved.isChampion(kept));
            line.add(
                    "models",
                    new JsonLine()
                            .put("model", modelId)
                            .put("role", role)
                            .put("parent", headers.parent())
                            .put("publisher", headers.publisher())
                            .put("activation", headers.activation())
                            .put(
                                    "published",
                                    Instant.ofEpochMilli(kept.timestampMillis()).toString())
                            .put("bytes", kept.artifact().length));
            if (!json) {
                out.printf(
                        "%-12s  %-10s  %s  parent %-12s  by %s%s%n",
                        ChosenModel.shorten(modelId),
                        role,
                        Instant.ofEpochMilli(kept.timestampMillis()),
                        headers.parent() == null ? "none" : ChosenModel.shorten(headers.parent()),
                        headers.publisher() == null ? "unknown" : headers.publisher(),
                        headers.activation() == null ? "" : ", active from " + headers.activation() + " on");
            }
        }
        if (json) {
            out.println(line.addNothing("models"));
        }
    }

    private static String role(ModelRole published, boolean isChampion) {
        if (isChampion) {
            return ModelRole.CHAMPION.configName();
        }
        return published == ModelRole.CHAMPION ? "kept" : published.configName();
    }

    private void show(DetectorConfig detector) {
        ModelsTopic topic = new ModelsTopic(detector);
        Optional<ModelMessage> found = id == null ? topic.resolve().champion() : topic.find(id);
        ModelMessage published = found.orElseThrow(() -> new BadInputException("the models topic "
                + detector.kafka().topics().models()
                + (id == null ? " has no champion" : " keeps no model whose id starts with " + id)
                + "; see: models list"));
        ModelArtifact artifact = ChosenModel.decode(published);
        if (json) {
            spec.commandLine().getOut().println(ArtifactCodec.manifestJson(artifact));
        } else {
            ModelDescription.of(artifact).printTo(spec.commandLine().getOut());
        }
    }
}
