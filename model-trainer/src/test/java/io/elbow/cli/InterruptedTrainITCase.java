// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.ModelStore;
import io.elbow.console.Failures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C against the trainer in a process of its own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("soak")
class InterruptedTrainITCase {
    private static final int STEPS = 30_000;

    @TempDir
    private Path dir;

    private Path input;
    private Path output;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void writeTheTable() {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "needs kill to send SIGINT");
        input = Tables.labelled(dir.resolve("points.csv"), 1_200);
        output = dir.resolve("model.safetensors");
    }

    @Test
    void theFirstKeepsTheWeightsSoFarAsAModelThatScores() throws Exception {
        Process trainer = trainer("--json");
        try (BufferedReader err = trainer.errorReader(StandardCharsets.UTF_8)) {
            await(err, "fit  step ");
            interrupt(trainer);
            await(err, "interrupted at step ");
            drain(err);
        }
        // A slow machine reports a fit by the clock, before a fifth of it is done.
        int firstStep = Integer.parseInt(lines.stream()
                .filter(line -> line.startsWith("fit  step "))
                .findFirst()
                .orElseThrow()
                .replaceFirst("fit  step (\\d+)/.*", "$1"));
        String json = new String(trainer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(trainer.waitFor()).as(lines.toString()).isZero();
        JsonNode line = JsonMapper.builder().build().readTree(json);
        FitSummary summary = ModelStore.load(output).manifest().summary();
        assertThat(line.get("interrupted").booleanValue()).isTrue();
        assertThat(summary.stepsDone()).isEqualTo(line.get("steps").intValue()).isBetween(firstStep, STEPS - 1);
        assertThat(lines)
                .contains("interrupted at step " + summary.stepsDone() + " of " + STEPS
                        + ": keeping the weights so far; Ctrl-C again leaves without a model");
        JsonNode evaluation = CommandRun.of(
                        "evaluate", "--model", output, "--input", input, "--label", "label", "--json")
                .succeeded()
                .json();
        assertThat(evaluation.get("auroc").doubleValue()).isGreaterThan(0.9);
    }

    @Test
    void whileTheFitWarmsUpItLeavesWithoutAModel() throws Exception {
        Process trainer = trainer("--kl-warm-up", "1000000");
        try (BufferedReader err = trainer.errorReader(StandardCharsets.UTF_8)) {
            await(err, "fit  step ");
            interrupt(trainer);
            await(err, "error: interrupted at step ");
            drain(err);
        }
        assertThat(trainer.waitFor()).isEqualTo(Failures.INTERRUPTED);
        assertThat(lines.get(lines.size() - 1)).contains("there is nothing to keep yet, and no model is written");
        assertThat(files()).containsExactly(input);
    }

    @Test
    void theSecondLeavesAtOnceWithoutHalfAFile() throws Exception {
        // So many draws keep the calibration busy while the second one comes.
        Process trainer = trainer("--samples", "4096");
        try (BufferedReader err = trainer.errorReader(StandardCharsets.UTF_8)) {
            await(err, "fit  step ");
            interrupt(trainer);
            await(err, "interrupted at step ");
            interrupt(trainer);
            drain(err);
        }
        assertThat(trainer.waitFor()).as(lines.toString()).isEqualTo(Failures.INTERRUPTED);
        assertThat(lines).endsWith("left without a model");
        assertThat(files()).containsExactly(input);
    }

    private Process trainer(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "--input",
                input.toString(),
                "--label",
                "label",
                "--hidden",
                "8",
                "--steps",
                Integer.toString(STEPS),
                "--output",
                output.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).start();
    }

    private static void interrupt(Process trainer) throws Exception {
        Process kill = new ProcessBuilder("/bin/kill", "-INT", Long.toString(trainer.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Reads on until a line begins so. */
    private void await(BufferedReader err, String beginning) throws IOException {
        String line = err.readLine();
        while (line != null && !line.startsWith(beginning)) {
            lines.add(line);
            line = err.readLine();
        }
        assertThat(line)
                .as("a line that begins with '" + beginning + "' after " + lines)
                .isNotNull();
        lines.add(line);
    }

    private void drain(BufferedReader err) throws IOException {
        err.lines().forEach(lines::add);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.toList();
        }
    }
}
