// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.vae.lab.LatentSpace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sample}: what a model takes for normal, out of thin air. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer sample --model MODEL --output FILE.csv [OPTION]...",
        description = "Draws latents from the prior and writes what the decoder makes of them.",
        footer = {"", "Example:", "  elbow-trainer sample --model digits.safetensors --count 100 --png digits.png"})
public final class SampleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LatentOutput latent = new LatentOutput();

    @Mixin
    private ChosenCondition condition = new ChosenCondition();

    @Option(names = "--count", defaultValue = "10", paramLabel = "N", description = "How many (default: 10).")
    private int count;

    @Option(names = "--seed", defaultValue = "12345", paramLabel = "N", description = "Of the draws (default: 12345).")
    private long seed;

    @Override
    public Integer call() {
        if (count < 1) {
            throw new BadInputException("--count must be at least 1 but was " + count);
        }
        ModelArtifact artifact = latent.open();
        float[][] conditions =
                ChosenCondition.repeated(condition.of(artifact.manifest().conditions()), count);
        try (LatentSpace space = new LatentSpace(artifact)) {
            double[][] rows = space.decode(space.prior(conditions, new SplittableRandom(seed)), conditions);
            List<LatentOutput.Imagined> imagined = IntStream.range(0, count)
                    .mapToObj(i -> new LatentOutput.Imagined(List.of(Integer.toString(i)), rows[i]))
                    .toList();
            latent.write(
                    artifact,
                    List.of("sample"),
                    imagined,
                    10,
                    spec.commandLine().getOut());
        }
        return 0;
    }
}
