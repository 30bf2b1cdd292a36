// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: what an artifact holds. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer inspect --model MODEL [OPTION]...",
        description = "Checks an artifact and shows what it holds and where it comes from.",
        footer = {"", "Example:", "  elbow-trainer inspect --model cpu.safetensors --json"})
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    /** The artifact, by either way of writing it. */
    static final class Source {
        @Option(names = "--model", paramLabel = "MODEL", required = true, description = "The artifact.")
        private Path model;

        @Parameters(paramLabel = "MODEL", arity = "1", description = "The same without --model.")
        private Path bare;

        Path file() {
            return model == null ? bare : model;
        }
    }

    @Option(names = "--json", description = "Print the whole manifest as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        ModelArtifact artifact = ModelStore.load(source.file());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ArtifactCodec.manifestJson(artifact));
        } else {
            ModelDescription.of(artifact).printTo(out);
        }
        return 0;
    }
}
