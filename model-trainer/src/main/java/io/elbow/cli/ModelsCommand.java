// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishedModel;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Arrays;
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

/** {@code models}: what the models topic holds. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer models list|show [MODEL] --config YAML [OPTION]...",
        description = {
            "list: the champion and the models kept beside it, newest first.",
            "show: all about one of them; without MODEL about the champion."
        },
        footer = {"", "Example:", "  elbow-trainer models list --config detector.yaml"})
final class ModelsCommand implements Callable<Integer> {
    private static final int SHORT_ID = 12;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "list|show", description = "What to do.")
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
        if (!List.of("list", "show").contains(action)) {
            throw new BadInputException("models takes list or show, but was given '" + action + "'");
        }
        DetectorConfig detector = config.load(main.environment());
        if (action.equals("list")) {
            list(detector);
        } else {
            show(detector);
        }
        return 0;
    }

    private void list(DetectorConfig detector) {
        ModelsTopic.Resolved resolved = new ModelsTopic(detector).resolve();
        PrintWriter out = spec.commandLine().getOut();
        JsonLine line = new JsonLine();
        if (!json && resolved.kept().isEmpty()) {
            out.println("no model is kept in " + detector.kafka().topics().models());
        }
        for (PublishedModel kept : resolved.kept()) {
            String modelId = kept.key().substring(kept.key().indexOf('/') + 1);
            boolean isChampion = resolved.champion()
                    .map(champion -> Arrays.equals(champion.bytes(), kept.bytes()))
                    .orElse(false);
            String role = isChampion ? "champion" : "kept";
            line.add(
                    "models",
                    new JsonLine()
                            .put("model", modelId)
                            .put("role", role)
                            .put("parent", kept.parent())
                            .put("publisher", kept.publisher())
                            .put(
                                    "published",
                                    Instant.ofEpochMilli(kept.timestampMillis()).toString())
                            .put("bytes", kept.bytes().length));
            if (!json) {
                out.printf(
                        "%-12s  %-8s  %s  parent %-12s  by %s%n",
                        shorten(modelId),
                        role,
                        Instant.ofEpochMilli(kept.timestampMillis()),
                        kept.parent() == null ? "none" : shorten(kept.parent()),
                        kept.publisher() == null ? "unknown" : kept.publisher());
            }
        }
        if (json) {
            out.println(line.addNothing("models"));
        }
    }

    private void show(DetectorConfig detector) {
        ModelsTopic topic = new ModelsTopic(detector);
        Optional<PublishedModel> found = id == null ? topic.resolve().champion() : topic.find(id);
        PublishedModel published = found.orElseThrow(() -> new BadInputException("the models topic "
                + detector.kafka().topics().models()
                + (id == null ? " has no champion" : " keeps no model whose id starts with " + id)
                + "; see: models list"));
        ModelArtifact artifact = decode(published);
        if (json) {
            spec.commandLine().getOut().println(ArtifactCodec.manifestJson(artifact));
        } else {
            ModelDescription.of(artifact).printTo(spec.commandLine().getOut());
        }
    }

    private static ModelArtifact decode(PublishedModel published) {
        try {
            return ArtifactCodec.decode(published.bytes());
        } catch (ArtifactException e) {
            throw new BadInputException(
                    "the message at offset " + published.offset() + " of the models topic is no model: "
                            + e.getMessage() + "; publish one",
                    e);
        }
    }

    private static String shorten(String modelId) {
        return modelId.length() <= SHORT_ID ? modelId : modelId.substring(0, SHORT_ID);
    }
}
