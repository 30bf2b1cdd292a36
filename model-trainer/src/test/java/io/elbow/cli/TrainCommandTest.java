// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.Activation;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
    @TempDir
    private Path dir;

    private Path output;

    @BeforeEach
    void nameTheOutput() {
        output = dir.resolve("model.safetensors");
    }

    @Test
    void writesAnArtifactAndTellsAboutIt() {
        CommandRun run = train("--input", points(), "--label", "label").succeeded();
        Manifest manifest = manifest();
        assertThat(manifest.featureNames()).containsExactly("a", "b");
        assertThat(manifest.series()).isFalse();
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("data         100 rows of 2 features, 5 labelled anomalous and left out\n")
                .contains("network      4 x 2-128-128-2 silu-tanh, gaussian sigma 0.05, 16 draws\n")
                .contains("fit          95 rows, 30 steps in ")
                .contains("written      " + output);
    }

    @Test
    void printsOneJsonObjectAndNothingElseOnStandardOutput() {
        JsonNode json = train("--input", points(), "--label", "label", "--json")
                .succeeded()
                .json();
        assertThat(json.get("output").textValue()).isEqualTo(output.toString());
        assertThat(json.get("model").textValue())
                .isEqualTo(ModelStore.load(output).modelId());
        assertThat(json.get("rows").intValue()).isEqualTo(100);
        assertThat(json.get("labelled_rows").intValue()).isEqualTo(5);
        assertThat(json.get("fit_rows").intValue()).isEqualTo(95);
        assertThat(json.get("steps").intValue()).isEqualTo(30);
        assertThat(json.get("alert_rate").doubleValue()).isEqualTo(1e-4);
    }

    @Test
    void theSameSeedGivesTheSameBytesWhereTheTimeIsFixed() throws IOException {
        Map<String, String> environment = Map.of("SOURCE_DATE_EPOCH", "1700000000");
        Path again = dir.resolve("again.safetensors");
        Path other = dir.resolve("other.safetensors");
        Path input = points();
        for (Path file : List.of(output, again)) {
            CommandRun.with(environment, "train", "--input", input, "--steps", 30, "--seed", 5, "--output", file)
                    .succeeded();
        }
        CommandRun.with(environment, "train", "--input", input, "--steps", 30, "--seed", 6, "--output", other)
                .succeeded();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(output));
        assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(output));
        assertThat(manifest().provenance().time()).isEqualTo("2023-11-14T22:13:20Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "gaussian-feature", "gaussian-record", "bernoulli"})
    void fitsEveryLikelihood(String likelihood) {
        train("--input", points(), "--label", "label", "--likelihood", likelihood)
                .succeeded();
        assertThat(manifest().spec().likelihood().configName()).isEqualTo(likelihood);
    }

    @Test
    void mostOfTheDecoderIsTanhForPointsAndNoneOfItForSeriesAndValuesTakenAsTheyAre() {
        assertThat(activationOf()).isEqualTo(Activation.SILU_TANH);
        assertThat(activationOf("--likelihood", "gaussian-feature")).isEqualTo(Activation.SILU_TANH);
        assertThat(activationOf("--family", "autoencoder")).isEqualTo(Activation.SILU_TANH);
        assertThat(activationOf("--activation", "relu")).isEqualTo(Activation.RELU);
        assertThat(activationOf("--shingle", 3)).isEqualTo(Activation.SILU);
        assertThat(activationOf("--likelihood", "bernoulli")).isEqualTo(Activation.SILU);
        assertThat(activationOf("--family", "pca")).isEqualTo(Activation.SILU);
    }

    private Activation activationOf(Object... flags) {
        Stream<Object> input = Stream.of("--input", points(), "--label", "label");
        // How long a fit takes has no say in it.
        Stream<Object> steps = List.of(flags).contains("pca") ? Stream.of() : Stream.of("--steps", 20);
        train(Stream.of(input, Arrays.stream(flags), steps)
                        .flatMap(words -> words)
                        .toArray())
                .succeeded();
        return manifest().spec().activation();
    }

    @Test
    void modelFlagsDecideTheNetwork() {
        train(
                        "--input",
                        points(),
                        "--hidden",
                        "8,4",
                        "--latent",
                        3,
                        "--activation",
                        "tanh",
                        "--sigma",
                        0.3,
                        "--samples",
                        0,
                        "--beta",
                        0.5,
                        "--alert-rate",
                        0.02)
                .succeeded();
        Manifest manifest = manifest();
        assertThat(manifest.spec().hidden()).containsExactly(8, 4);
        assertThat(manifest.spec().latentDim()).isEqualTo(3);
        assertThat(manifest.spec().activation().configName()).isEqualTo("tanh");
        assertThat(manifest.spec().sigma()).isEqualTo(0.3);
        assertThat(manifest.spec().posteriorSamples()).isZero();
        assertThat(manifest.fit().divergence().klWeight()).isEqualTo(0.5);
        assertThat(manifest.alertRate()).isEqualTo(0.02);
    }

    @Test
    void fitFlagsDecideTheFit() {
        CommandRun.of(
                        "train",
                        "--input",
                        points(),
                        "--output",
                        output,
                        "--epochs",
                        3,
                        "--batch-size",
                        32,
                        "--learning-rate",
                        0.002,
                        "--denoise",
                        0,
                        "--ema",
                        0,
                        "--early-stopping",
                        "--seed",
                        -4)
                .succeeded();
        Manifest manifest = manifest();
        assertThat(manifest.fit().epochs()).isEqualTo(3);
        assertThat(manifest.fit().batchSize()).isEqualTo(32);
        assertThat(manifest.fit().optimiser().learningRate()).isEqualTo(0.002);
        assertThat(manifest.fit().corruption().denoise()).isZero();
        assertThat(manifest.fit().optimiser().ema()).isZero();
        assertThat(manifest.fit().length().earlyStopping()).isTrue();
        assertThat(manifest.fit().seed()).isEqualTo(-4);
        // Nine tenths of 100 rows in batches of 32 are three steps a pass.
        assertThat(manifest.summary().stepsDone()).isEqualTo(9);
    }

    @Test
    void keyAndTimestampMakeSeriesAndAreRecorded() {
        train("--input", series(), "--key", "host", "--timestamp", "ts", "--shingle", 4)
                .succeeded();
        Manifest manifest = manifest();
        assertThat(manifest.series()).isTrue();
        assertThat(manifest.keyColumn()).isEqualTo("host");
        assertThat(manifest.timestampColumn()).isEqualTo("ts");
        assertThat(manifest.spec().shingleLength()).isEqualTo(4);
        assertThat(manifest.featureNames()).containsExactly("a", "b");
    }

    @Test
    void aShingleAloneMakesTheFileOneSeries() {
        train("--input", series(), "--features", "b,a", "--shingle", "auto").succeeded();
        Manifest manifest = manifest();
        assertThat(manifest.series()).isTrue();
        assertThat(manifest.keyColumn()).isNull();
        assertThat(manifest.spec().shingleLength()).isGreaterThan(1);
        assertThat(manifest.featureNames()).containsExactly("b", "a");
    }

    @Test
    void severalFilesAreOneDataSet() {
        Path more = Tables.labelled(dir.resolve("more.csv"), 60);
        CommandRun run = train("--input", points(), more, "--json").succeeded();
        assertThat(run.json().get("rows").intValue()).isEqualTo(160);
        assertThat(manifest().provenance().data().sources()).containsExactly("points.csv", "more.csv");
    }

    @Test
    void filesWithoutAKeyColumnAreSeriesOfTheirOwn() {
        Path more = Tables.series(dir.resolve("more.csv"), 100);
        // Were they one series, the second file's rows would all be late.
        CommandRun run =
                train("--input", series(), more, "--timestamp", "ts", "--json").succeeded();
        assertThat(run.json().get("fit_rows").intValue()).isEqualTo(300);
    }

    private CommandRun train(Object... args) {
        List<Object> all = new ArrayList<>(List.of("train", "--steps", 30, "--output", output));
        all.addAll(List.of(args));
        return CommandRun.of(all.toArray());
    }

    private Path points() {
        return Tables.labelled(dir.resolve("points.csv"), 100);
    }

    private Path series() {
        return Tables.series(dir.resolve("series.csv"), 200);
    }

    private Manifest manifest() {
        return ModelStore.load(output).manifest();
    }
}
