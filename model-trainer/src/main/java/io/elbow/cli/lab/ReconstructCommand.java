// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.vae.lab.LatentSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reconstruct}: rows as a model sees them. */
@Command(
        name = "reconstruct",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer reconstruct --model MODEL --input FILE --output FILE.csv [OPTION]...",
        description = "Encodes rows and writes each next to what the decoder makes of its posterior mean.",
        footer = {
            "",
            "Example:",
            "  elbow-trainer reconstruct --model m.safetensors --input t10k-images-idx3-ubyte.gz --png seen.png"
        })
public final class ReconstructCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LatentOutput latent = new LatentOutput();

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "The rows: CSV or IDX images.")
    private Path input;

    @Option(names = "--row", defaultValue = "0", paramLabel = "N", description = "The first row (default: 0).")
    private int first;

    @Option(names = "--count", defaultValue = "10", paramLabel = "N", description = "How many rows (default: 10).")
    private int count;

    @Override
    public Integer call() {
        if (count < 1) {
            throw new BadInputException("--count must be at least 1 but was " + count);
        }
        ModelArtifact artifact = latent.open();
        ChosenRows chosen = new ChosenRows(input, artifact.manifest());
        double[][] rows = IntStream.range(first, first + Math.min(count, Math.max(1, chosen.count() - first)))
                .mapToObj(chosen::shingle)
                .toArray(double[][]::new);
        float[][] conditions = IntStream.range(first, first + rows.length)
                .mapToObj(chosen::condition)
                .toArray(float[][]::new);
        try (LatentSpace space = new LatentSpace(artifact)) {
            double[][] seen = space.decode(space.encode(rows, conditions), conditions);
            latent.write(
                    artifact,
                    List.of("row", "what"),
                    paired(rows, seen),
                    2,
                    spec.commandLine().getOut());
        }
        return 0;
    }

    private List<LatentOutput.Imagined> paired(double[][] rows, double[][] seen) {
        List<LatentOutput.Imagined> both = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            String number = Integer.toString(first + i);
            both.add(new LatentOutput.Imagined(List.of(number, "input"), rows[i]));
            both.add(new LatentOutput.Imagined(List.of(number, "reconstruction"), seen[i]));
        }
        return both;
    }
}
