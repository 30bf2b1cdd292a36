// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelStore;
import io.elbow.artifact.VaeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many networks a model has, by rule and by flag. */
class MembersCommandTest {
    @TempDir
    private Path dir;

    private Path points;

    @BeforeEach
    void writePoints() {
        points = Tables.labelled(dir.resolve("points.csv"), 100);
    }

    @ParameterizedTest
    @CsvSource({"16, 4", "8, 4", "6, 3", "4, 2", "2, 1", "0, 1", "14, 1"})
    void pointsHaveFourNetworksOrAsManyAsShareTheDrawsEvenly(int samples, int members) {
        VaeSpec spec = trained("--samples", samples);
        assertThat(spec.posteriorSamples()).isEqualTo(samples);
        assertThat(spec.members()).isEqualTo(members);
    }

    @Test
    void seriesAndValuesTakenAsTheyAreHaveOne() {
        assertThat(trained("--shingle", 3).members()).isEqualTo(1);
        assertThat(trained("--likelihood", "bernoulli").members()).isEqualTo(1);
        assertThat(trained("--hidden", "none").members()).isEqualTo(1);
        assertThat(trained("--family", "autoencoder").members()).isEqualTo(1);
        assertThat(trained("--family", "pca").members()).isEqualTo(1);
    }

    @Test
    void theFlagDecidesForAnyNetwork() {
        assertThat(trained("--members", 1).members()).isEqualTo(1);
        assertThat(trained("--members", 8).members()).isEqualTo(8);
        assertThat(trained("--members", 2, "--shingle", 3).members()).isEqualTo(2);
        assertThat(trained("--members", "auto", "--shingle", 3).members()).isEqualTo(1);
        assertThat(trained("--members", 3, "--family", "autoencoder").members()).isEqualTo(3);
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnyRowIsRead() {
        assertThat(train("--members", 3).oneError())
                .contains("16 for 3 members")
                .contains("give a multiple of 6");
        assertThat(train("--members", "many").oneError()).contains("--members must be a whole number from 1 or auto");
        assertThat(train("--members", 2, "--family", "pca").oneError()).contains("without a network");
    }

    @Test
    void theOtherCommandsTakeAModelOfSeveralNetworks() {
        Path model = dir.resolve("model.safetensors");
        train().succeeded();
        CommandRun.of("inspect", model).succeeded();
        CommandRun.of("score", "--model", model, "--input", points, "--output", dir.resolve("scores.csv"))
                .succeeded();
        CommandRun.of(
                        "evaluate",
                        "--model",
                        model,
                        "--input",
                        points,
                        "--label",
                        "label",
                        "--report",
                        dir.resolve("r.html"))
                .succeeded();
        CommandRun.of("sample", "--model", model, "--count", 3, "--output", dir.resolve("sample.csv"))
                .succeeded();
        CommandRun.of("reconstruct", "--model", model, "--input", points, "--output", dir.resolve("again.csv"))
                .succeeded();
        Path yaml = Tables.yaml(dir.resolve("detector.yaml"), "");
        Path next = dir.resolve("next.safetensors");
        CommandRun.of(
                        "retrain",
                        "--config",
                        yaml,
                        "--model",
                        model,
                        "--input",
                        points,
                        "--force",
                        "--steps",
                        5,
                        "--output",
                        next)
                .succeeded();
        assertThat(ModelStore.load(next).manifest().spec())
                .isEqualTo(ModelStore.load(model).manifest().spec());
    }

    private VaeSpec trained(Object... args) {
        train(args).succeeded();
        return ModelStore.load(dir.resolve("model.safetensors")).manifest().spec();
    }

    private CommandRun train(Object... args) {
        List<Object> all = new ArrayList<>(List.of(
                "train",
                "--input",
                points,
                "--label",
                "label",
                "--steps",
                5,
                "--output",
                dir.resolve("model.safetensors")));
        all.addAll(List.of(args));
        return CommandRun.of(all.toArray());
    }
}
