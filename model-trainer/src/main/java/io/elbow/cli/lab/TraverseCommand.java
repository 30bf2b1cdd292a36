// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.data.Numbers;
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

/** {@code traverse}: what one latent stands for. */
@Command(
        name = "traverse",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer traverse --model MODEL --latent J --output FILE.csv [OPTION]...",
        description =
                "Moves one latent and leaves the rest still, from the prior mean or a row, and writes what the decoder makes of it.",
        footer = {"", "Example:", "  elbow-trainer traverse --model digits.safetensors --latent 3 --png latent-3.png"})
public final class TraverseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LatentOutput latent = new LatentOutput();

    @Option(names = "--latent", required = true, paramLabel = "J", description = "Which latent, from 0.")
    private int moved;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "A table to start from a row of (default: the prior mean).")
    private Path input;

    @Option(names = "--row", defaultValue = "0", paramLabel = "N", description = "The row of --input (default: 0).")
    private int row;

    @Option(
            names = "--from",
            defaultValue = "-3",
            paramLabel = "Z",
            description = "Least value of the latent (default: -3).")
    private float from;

    @Option(
            names = "--to",
            defaultValue = "3",
            paramLabel = "Z",
            description = "Largest value of the latent (default: 3).")
    private float to;

    @Mixin
    private ChosenCondition condition = new ChosenCondition();

    @Option(names = "--steps", defaultValue = "11", paramLabel = "N", description = "Rows to write (default: 11).")
    private int steps;

    @Override
    public Integer call() {
        if (steps < 2) {
            throw new BadInputException("--steps must be at least 2 but was " + steps);
        }
        ModelArtifact artifact = latent.open();
        try (LatentSpace space = new LatentSpace(artifact)) {
            if (moved < 0 || moved >= space.latentDim()) {
                throw new BadInputException(
                        "--latent must be in 0 to " + (space.latentDim() - 1) + " but was " + moved);
            }
            ChosenRows chosen = input == null ? null : new ChosenRows(input, artifact.manifest());
            float[][] conditions = ChosenCondition.repeated(
                    chosen == null || condition.isGiven()
                            ? condition.of(artifact.manifest().conditions())
                            : chosen.condition(row),
                    steps);
            float[] start = chosen == null
                    ? space.priorMean(conditions)[0]
                    : space.encode(new double[][] {chosen.shingle(row)}, new float[][] {chosen.condition(row)})[0];
            float[][] latents = new float[steps][];
            for (int i = 0; i < steps; i++) {
                latents[i] = start.clone();
                latents[i][moved] = from + (to - from) * i / (steps - 1);
            }
            double[][] rows = space.decode(latents, conditions);
            List<LatentOutput.Imagined> imagined = IntStream.range(0, steps)
                    .mapToObj(i -> new LatentOutput.Imagined(List.of(Numbers.nineDigits(latents[i][moved])), rows[i]))
                    .toList();
            latent.write(
                    artifact,
                    List.of("z" + moved),
                    imagined,
                    steps,
                    spec.commandLine().getOut());
        }
        return 0;
    }
}
