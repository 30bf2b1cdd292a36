// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.elbow.artifact.ModelStore;
import io.elbow.vae.TorchEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --device} and {@code --log}. */
class RunFlagsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path dir;

    private Path output;
    private Path log;

    @BeforeEach
    void nameTheFiles() {
        output = dir.resolve("model.safetensors");
        log = dir.resolve("fit.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "retrain"})
    void aGpuThatIsNotThereIsRefusedBeforeTheWorkWithTheRemedy(String command) {
        assumeTrue(TorchEngine.devices().gpus() == 0, "a GPU is there");
        Path yaml = Tables.yaml(dir.resolve("detector.yaml"), "");
        CommandRun run = CommandRun.of(
                command, "--input", "nowhere.csv", "--output", output, "--config", yaml, "--device", "cuda");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError())
                .startsWith("error: --device cuda: PyTorch")
                .contains("PYTORCH_LIBRARY_PATH", "or leave --device out");
        assertThat(output).doesNotExist();
    }

    @Test
    void anUnknownDeviceIsNamedWithThoseThereAre() {
        CommandRun run = train("--input", "nowhere.csv", "--device", "gpu");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).isEqualTo("error: --device must be one of auto, cpu, cuda, but was gpu");
    }

    @Test
    void theCpuIsWhatItTakesWithoutAGpuAndNoWordOfItIsInTheFile() throws Exception {
        assumeTrue(TorchEngine.devices().gpus() == 0, "a GPU is there");
        Map<String, String> environment = Map.of("SOURCE_DATE_EPOCH", "1700000000");
        Path other = dir.resolve("other.safetensors");
        Path input = Tables.labelled(dir.resolve("points.csv"), 60);
        CommandRun.with(environment, "train", "--input", input, "--steps", 20, "--output", output)
                .succeeded();
        CommandRun.with(environment, "train", "--input", input, "--steps", 20, "--output", other, "--device", "cpu")
                .succeeded();
        assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(output));
        assertThat(ModelStore.load(output).manifest().provenance().platform().device())
                .isNull();
    }

    @Test
    void aTrainingIsLoggedFromItsStartToItsModel() throws Exception {
        JsonNode json =
                train("--input", points(), "--log", log, "--json").succeeded().json();
        assertThat(json.get("interrupted").booleanValue()).isFalse();
        List<JsonNode> lines = lines();
        assertThat(lines.get(0).get("event").textValue()).isEqualTo("start");
        assertThat(lines.get(0).get("rows").intValue()).isEqualTo(100);
        // Six fits of 20 steps.
        assertThat(lines).hasSize(1 + 6 * 20 + 1);
        assertThat(lines.subList(1, 121)).allSatisfy(step -> {
            assertThat(step.get("loss").isNumber()).isTrue();
            assertThat(step.get("kl").doubleValue()).isPositive();
        });
        assertThat(lines.get(121).get("model").textValue())
                .isEqualTo(json.get("model").textValue());
        assertThat(lines.get(121).get("steps").intValue()).isEqualTo(120);
    }

    @Test
    void aRetrainingIsLoggedToo() throws Exception {
        train("--input", points(), "--label", "label").succeeded();
        Path yaml = Tables.yaml(dir.resolve("detector.yaml"), "");
        Path more = Tables.labelled(dir.resolve("more.csv"), 200);
        CommandRun run = CommandRun.of(
                "retrain",
                "--model",
                output,
                "--input",
                more,
                "--label",
                "label",
                "--config",
                yaml,
                "--force",
                "--output",
                dir.resolve("next.safetensors"),
                "--log",
                log,
                "--json");
        assertThat(run.succeeded().json().get("interrupted").booleanValue()).isFalse();
        List<JsonNode> lines = lines();
        assertThat(lines.get(0).get("command").textValue()).isEqualTo("retrain");
        assertThat(lines.get(lines.size() - 1).get("model").textValue())
                .isEqualTo(run.json().get("challenger").textValue());
    }

    @Test
    void aFitThatFailsIsLoggedAsFailed() throws Exception {
        Path few = Tables.labelled(dir.resolve("few.csv"), 10);
        assertThat(train("--input", few, "--log", log).exitCode()).isNotZero();
        List<JsonNode> lines = lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1).get("event").textValue()).isEqualTo("failed");
        assertThat(lines.get(1).get("error").textValue()).contains("at least 20 are needed");
    }

    @Test
    void theLogIsNotTheModel() {
        CommandRun run = train("--input", "nowhere.csv", "--log", output);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("--log " + output + " is the file that --output names; name another");
    }

    private CommandRun train(Object... args) {
        List<Object> all = new ArrayList<>(List.of("train", "--steps", 20, "--output", output));
        all.addAll(List.of(args));
        return CommandRun.of(all.toArray());
    }

    private Path points() {
        return Tables.labelled(dir.resolve("points.csv"), 100);
    }

    private List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            lines.add(MAPPER.readTree(line));
        }
        return lines;
    }
}
