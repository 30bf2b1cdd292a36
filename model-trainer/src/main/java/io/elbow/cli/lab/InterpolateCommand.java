// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.vae.lab.LatentSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interpolate}: the way from one row to another through the latent space. */
@Command(
        name = "interpolate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis =
                "elbow-trainer interpolate --model MODEL --input FILE --from ROW --to ROW --output FILE.csv [OPTION]...",
        description =
                "Walks in a straight line between the posterior means of two rows and writes what the decoder makes of each step.",
        footer = {
            "",
            "Example:",
            "  elbow-trainer interpolate --model m.safetensors --input images.gz --from 0 --to 1 --png walk.png"
        })
public final class InterpolateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LatentOutput latent = new LatentOutput();

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "The rows: CSV or IDX images.")
    private Path input;

    @Option(names = "--from", required = true, paramLabel = "ROW", description = "Number of the first row, from 0.")
    private int from;

    @Option(names = "--to", required = true, paramLabel = "ROW", description = "Number of the last row, from 0.")
    private int to;

    @Option(names = "--steps", defaultValue = "10", paramLabel = "N", description = "Rows to write (default: 10).")
    private int steps;

    @Override
    public Integer call() {
        if (steps < 2) {
            throw new BadInputException("--steps must be at least 2 but was " + steps);
        }
        ModelArtifact artifact = latent.open();
        ChosenRows chosen = new ChosenRows(input, artifact.manifest());
        try (LatentSpace space = new LatentSpace(artifact)) {
            float[][] conditions = {chosen.condition(from), chosen.condition(to)};
            float[][] ends = space.encode(new double[][] {chosen.shingle(from), chosen.shingle(to)}, conditions);
            // The condition goes the same straight way: half-way between two kinds is half of each.
            double[][] rows = space.decode(walk(ends[0], ends[1]), walk(conditions[0], conditions[1]));
            List<LatentOutput.Imagined> imagined = IntStream.range(0, steps)
                    .mapToObj(i -> new LatentOutput.Imagined(List.of(Integer.toString(i)), rows[i]))
                    .toList();
            latent.write(
                    artifact,
                    List.of("step"),
                    imagined,
                    steps,
                    spec.commandLine().getOut());
        }
        return 0;
    }

    private float[][] walk(float[] start, float[] end) {
        float[][] walk = new float[steps][start.length];
        for (int i = 0; i < steps; i++) {
            float share = (float) i / (steps - 1);
            for (int j = 0; j < start.length; j++) {
                walk[i][j] = start[j] + share * (end[j] - start[j]);
            }
        }
        return walk;
    }
}
