// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.ModelStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family and bound behind the same commands. */
class FamilyCommandTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"vae", "autoencoder", "pca", "gaussian-mixture"})
    @Tag("soak")
    void trainScoreEvaluateAndInspectTakeEveryFamily(String family) {
        Path table = Tables.labelled(dir.resolve("table.csv"), 600);
        Path model = dir.resolve("model.safetensors");
        JsonNode trained = CommandRun.of(
                        "train",
                        "--input",
                        table,
                        "--label",
                        "label",
                        "--family",
                        family,
                        "--steps",
                        400,
                        "--output",
                        model,
                        "--json")
                .succeeded()
                .json();
        assertThat(trained.get("family").asText()).isEqualTo(family);
        assertThat(trained.has("active_latents")).isEqualTo(family.equals("vae"));

        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", table, "--output", scores, "--attributions")
                .succeeded();
        List<String> lines = Tables.lines(scores);
        String[] cells = lines.get(1).split(",", -1);
        double reconstruction = Double.parseDouble(cells[4]);
        assertThat(Double.parseDouble(cells[8]) + Double.parseDouble(cells[9])).isCloseTo(reconstruction, within(1e-6));

        JsonNode measures = CommandRun.of("evaluate", "--model", model, "--input", table, "--label", "label", "--json")
                .succeeded()
                .json();
        assertThat(measures.get("auroc").asDouble()).isGreaterThan(0.8);

        String words = CommandRun.of("inspect", model).succeeded().out();
        assertThat(words).contains(family.equals("vae") ? "latents      8 of 8 active" : family);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgvb", "importance-weighted"})
    void trainTakesEveryBound(String bound) {
        Path table = Tables.labelled(dir.resolve("table.csv"), 300);
        Path model = dir.resolve("model.safetensors");
        CommandRun.of(
                        "train",
                        "--input",
                        table,
                        "--label",
                        "label",
                        "--bound",
                        bound,
                        "--samples",
                        8,
                        "--hidden",
                        "none",
                        "--kl-warm-up",
                        20,
                        "--steps",
                        60,
                        "--output",
                        model)
                .succeeded();
        assertThat(ModelStore.load(model).manifest().spec().bound().configName())
                .isEqualTo(bound);
        assertThat(ModelStore.load(model).manifest().spec().hidden()).isEmpty();
        assertThat(ModelStore.load(model).manifest().fit().divergence().klWarmUpSteps())
                .isEqualTo(20);
        assertThat(CommandRun.of("inspect", model).succeeded().out())
                .contains("2-2 linear, gaussian sigma 0.05, 8 draws, bound " + bound);
    }

    @Test
    @Tag("soak")
    void aCollapsedPosteriorIsWarnedOf() {
        Path table = Tables.labelled(dir.resolve("table.csv"), 300);
        Path model = dir.resolve("model.safetensors");
        CommandRun trained = CommandRun.of(
                        "train",
                        "--input",
                        table,
                        "--label",
                        "label",
                        "--beta",
                        10_000,
                        "--steps",
                        200,
                        "--output",
                        model)
                .succeeded();
        String warning = "the posterior has collapsed: 0 of 8 latents distinguish rows; give --kl-warm-up";
        assertThat(trained.err()).contains(warning);
        assertThat(CommandRun.of("inspect", model).succeeded().out()).contains(warning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --family svm                                    | --family must be one of vae, autoencoder, pca, gaussian-mixture, but was svm
            --bound tight                                   | --bound must be one of elbo, sgvb, importance-weighted, but was tight
            --bound sgvb --samples 0                        | bound sgvb needs draws, but samples was 0; give --samples 16
            --bound sgvb --family autoencoder               | bound sgvb is for family vae, but the family was autoencoder
            --family autoencoder --samples 8                | --samples 8 means nothing to --family autoencoder, which draws nothing; leave it out
            --family pca --hidden 8                         | --hidden 8 means nothing to --family pca, which has no network; leave it out
            --family pca --likelihood bernoulli             | family pca has a Gaussian of its own, but the likelihood was bernoulli
            --family gaussian-mixture --decoder sigmoid     | family gaussian-mixture has no decoder; leave --decoder out
            --hidden 8,x                                    | --hidden must be whole numbers such as 128,128, or none, but was x
            --kl-warm-up -1                                 | KL warm-up steps must be at least 0 but was -1
            """)
    void trainRefusesWhatAFamilyCannotTake(String options, String message) {
        List<Object> words = new ArrayList<>(List.of("train", "--input", "nowhere.csv"));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of("--output", dir.resolve("model.safetensors")));
        CommandRun run = CommandRun.of(words.toArray());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).startsWith("error: " + message);
    }

    @Test
    void commandsThatLookIntoALatentSpaceRefuseAFamilyWithoutOne() {
        Path table = Tables.labelled(dir.resolve("table.csv"), 300);
        Path model = dir.resolve("model.safetensors");
        CommandRun.of("train", "--input", table, "--label", "label", "--family", "pca", "--output", model)
                .succeeded();
        CommandRun run =
                CommandRun.of("sample", "--model", model, "--count", 3, "--output", dir.resolve("samples.csv"));
        assertThat(run.oneError())
                .contains("the model's family is pca, which has no encoder and decoder to look into; train one with");
    }
}
