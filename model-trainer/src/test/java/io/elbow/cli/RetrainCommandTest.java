// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainCommandTest {
    private static final int ROWS = 1_500;
    private static final double DEVIATION = 0.1;
    private static final long MINUTE_MILLIS = 60_000;

    @TempDir
    private static Path dir;

    private static Path yaml;
    private static Path champion;

    @BeforeAll
    static void trainTheChampion() {
        yaml = Tables.yaml(dir.resolve("detector.yaml"), "refresh: {adapt-after: 2h}\n");
        champion = dir.resolve("champion.safetensors");
        CommandRun.of(
                        "train",
                        "--input",
                        table("normal.csv", 0, 1),
                        "--timestamp",
                        "ts",
                        "--hidden",
                        "16",
                        "--steps",
                        300,
                        "--alert-rate",
                        "0.01",
                        "--output",
                        champion)
                .succeeded();
    }

    @Test
    void aLastingShiftIsLearntAndTheParentIsNamed() {
        Path output = dir.resolve("shifted.safetensors");
        JsonNode json = retrain(table("shifted.csv", 3 * DEVIATION, 2), "--output", output, "--json")
                .succeeded()
                .json();
        assertThat(json.get("accepted").booleanValue()).isTrue();
        assertThat(json.get("adapted").intValue()).isGreaterThan(ROWS / 2);
        assertThat(json.get("difference").doubleValue()).isLessThan(-1);
        ModelArtifact before = ModelStore.load(champion);
        ModelArtifact after = ModelStore.load(output);
        assertThat(after.manifest().provenance().parentModelId()).isEqualTo(before.modelId());
        assertThat(after.manifest().spec()).isEqualTo(before.manifest().spec());
        assertThat(shareFlagged(champion, dir.resolve("shifted.csv"))).isGreaterThan(0.5);
        assertThat(shareFlagged(output, dir.resolve("shifted.csv"))).isLessThan(0.05);
    }

    @Test
    void aShiftThatDidNotLastIsNotLearnt() {
        // Without a time column nothing says how long it lasted.
        Path output = dir.resolve("untimed.safetensors");
        CommandRun run = retrain(table("untimed.csv", 5 * DEVIATION, 3), "--timestamp", "", "--output", output);
        assertThat(run.exitCode()).isEqualTo(RetrainCommand.KEPT);
        assertThat(run.err()).contains("the champion stays").contains("--accept-anomalous");
        assertThat(output).doesNotExist();
    }

    @Test
    void itIsLearntWhereThePersonSaysSo() {
        Path output = dir.resolve("accepted.safetensors");
        retrain(table("accepted.csv", 5 * DEVIATION, 3), "--timestamp", "", "--accept-anomalous", "--output", output)
                .succeeded();
        assertThat(shareFlagged(output, dir.resolve("accepted.csv"))).isLessThan(0.05);
    }

    @Test
    void aWorseChallengerIsRefusedUnlessForced() {
        Path output = dir.resolve("worse.safetensors");
        Path normal = table("more.csv", 0, 4);
        CommandRun refused = retrain(normal, "--cold", "--steps", 1, "--output", output);
        assertThat(refused.exitCode()).isEqualTo(RetrainCommand.KEPT);
        assertThat(refused.err()).contains("nats more than by the champion");
        assertThat(output).doesNotExist();
        assertThat(retrain(normal, "--cold", "--steps", 1, "--force", "--output", output)
                        .succeeded()
                        .err())
                .contains("worse, taken by --force");
        assertThat(output).exists();
    }

    @Test
    void theThresholdsOfBothAreShown() {
        Path output = dir.resolve("same.safetensors");
        CommandRun run = retrain(dir.resolve("normal.csv"), "--output", output, "--force", "--json")
                .succeeded();
        assertThat(run.err())
                .containsPattern("threshold +\\d+\\.\\d{3} nats -> \\d+\\.\\d{3} nats at alert rate 1e-02");
        assertThat(run.json().get("champion_threshold").doubleValue())
                .isEqualTo(ModelStore.load(champion).manifest().calibration().threshold(0.01));
        assertThat(run.json().get("challenger_threshold").doubleValue())
                .isEqualTo(ModelStore.load(output).manifest().calibration().threshold(0.01));
    }

    @Test
    void fewRowsThatCannotTellAreARefusal() {
        Path few = Tables.write(
                dir.resolve("few.csv"),
                String.join("\n", Tables.lines(dir.resolve("normal.csv")).subList(0, 200)) + "\n");
        CommandRun run = retrain(few, "--output", dir.resolve("few.safetensors"));
        assertThat(run.exitCode()).isEqualTo(RetrainCommand.KEPT);
        assertThat(run.err()).containsPattern("compared on \\d+ normal records only, .* and 100 are needed");
    }

    @Test
    void theWarmStartKeepsTheScalerAndAColdOneFitsANewOne() {
        Path table = table("warm.csv", DEVIATION, 5);
        Manifest before = ModelStore.load(champion).manifest();
        Path warm = dir.resolve("warm.safetensors");
        Path cold = dir.resolve("cold.safetensors");
        retrain(table, "--accept-anomalous", "--force", "--output", warm).succeeded();
        retrain(table, "--accept-anomalous", "--force", "--cold", "--output", cold)
                .succeeded();
        assertThat(ModelStore.load(warm).manifest().scaler().mean())
                .isEqualTo(before.scaler().mean());
        assertThat(ModelStore.load(cold).manifest().scaler().mean())
                .isNotEqualTo(before.scaler().mean());
    }

    @Test
    void whatTheModelFixesIsNoFlag() {
        CommandRun run = retrain(table("flags.csv", 0, 6), "--shingle", 3);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("leave out --shingle");
    }

    private static CommandRun retrain(Path table, Object... more) {
        Object[] args = new Object[7 + more.length];
        System.arraycopy(
                new Object[] {"retrain", "--model", champion, "--config", yaml, "--input", table}, 0, args, 0, 7);
        System.arraycopy(more, 0, args, 7, more.length);
        return CommandRun.of(args);
    }

    private static double shareFlagged(Path model, Path table) {
        return CommandRun.of(
                                "score",
                                "--model",
                                model,
                                "--input",
                                table,
                                "--output",
                                dir.resolve("scores.csv"),
                                "--timestamp",
                                "",
                                "--alert-rate",
                                "0.01",
                                "--json")
                        .succeeded()
                        .json()
                        .get("anomalies")
                        .doubleValue()
                / ROWS;
    }

    /** Columns ts, a and b, one row a minute: b follows a, and both are shifted. */
    private static Path table(String name, double shift, long seed) {
        StringBuilder text = new StringBuilder("ts,a,b\n");
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < ROWS; i++) {
            double a = random.nextGaussian();
            double b = 0.8 * a + 0.6 * random.nextGaussian();
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%.4f,%.4f%n",
                    1_700_000_000_000L + i * MINUTE_MILLIS,
                    0.5 + DEVIATION * a + shift,
                    0.5 + DEVIATION * b - shift));
        }
        return Tables.write(dir.resolve(name), text.toString());
    }
}
