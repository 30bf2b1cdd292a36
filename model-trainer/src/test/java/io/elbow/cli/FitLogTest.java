// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.testing.RandomModels;
import io.elbow.vae.ComputeDevice;
import io.elbow.vae.FitFailedException;
import io.elbow.vae.FitListener;
import io.elbow.vae.FitStep;
import io.elbow.vae.Interruption;
import io.elbow.vae.Recipe;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitLogTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path dir;

    private final List<String> notes = new ArrayList<>();
    private long now;

    @Test
    void everyLineIsThereAsSoonAsItIsTold() throws IOException {
        Path file = dir.resolve("fit.jsonl");
        try (FitLog log = FitLog.appendedTo(file, () -> now, notes::add)) {
            assertThat(lines(file)).isEmpty();
            start(log);
            assertThat(lines(file)).hasSize(1);
            FitListener listener = log.start(1, 2);
            now += 2_500_000_000L;
            listener.onStep(new FitStep(1, 3, 100, 12.5, 3.25, 1e-4));
            JsonNode step = lines(file).get(1);
            assertThat(step.get("event").textValue()).isEqualTo("step");
            assertThat(step.get("seconds").doubleValue()).isEqualTo(2.5);
            assertThat(step.get("fit").intValue()).isEqualTo(1);
            assertThat(step.get("fits").intValue()).isEqualTo(2);
            assertThat(step.get("step").intValue()).isEqualTo(1);
            assertThat(step.get("steps").intValue()).isEqualTo(3);
            assertThat(step.get("loss").doubleValue()).isEqualTo(12.5);
            assertThat(step.get("kl").doubleValue()).isEqualTo(3.25);
            assertThat(step.get("learning_rate").doubleValue()).isEqualTo(1e-4);
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void theFirstLineSaysWhatIsFittedToWhat() throws IOException {
        Path file = dir.resolve("fit.jsonl");
        try (FitLog log = FitLog.appendedTo(file, () -> now, notes::add)) {
            start(log);
        }
        JsonNode line = lines(file).get(0);
        assertThat(line.get("event").textValue()).isEqualTo("start");
        assertThat(line.get("command").textValue()).isEqualTo("train");
        assertThat(line.get("time").textValue()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(line.get("rows").longValue()).isEqualTo(1_000);
        assertThat(line.get("features")).hasSize(2);
        assertThat(line.get("spec").get("family").textValue()).isEqualTo("vae");
        assertThat(line.get("spec").get("hidden")).isNotEmpty().allMatch(JsonNode::isInt);
        assertThat(line.get("options").get("steps").intValue()).isEqualTo(1_500);
        assertThat(line.get("seed").longValue()).isEqualTo(12_345);
        assertThat(line.get("device").textValue()).isEqualTo("cpu");
    }

    @Test
    void theLastLineNamesTheModelAndTheSpeed() throws IOException {
        Path file = dir.resolve("fit.jsonl");
        ModelArtifact model = RandomModels.artifact(spec(), 3);
        try (FitLog log = FitLog.appendedTo(file, () -> now, notes::add)) {
            FitListener listener = log.start(1, 1);
            listener.onStep(new FitStep(1, 2, 100, 12.5, 3.25, 1e-4));
            listener.onStep(new FitStep(2, 2, 50, 12.5, 3.25, 1e-4));
            now += 3_000_000_000L;
            log.interrupted(new Interruption(1, 1, 2, 9, 1));
            log.ended(model, true);
        }
        assertThat(lines(file).get(2).get("event").textValue()).isEqualTo("interrupted");
        JsonNode last = lines(file).get(3);
        assertThat(last.get("event").textValue()).isEqualTo("end");
        assertThat(last.get("model").textValue()).isEqualTo(model.modelId());
        assertThat(last.get("interrupted").booleanValue()).isTrue();
        assertThat(last.get("steps").intValue()).isEqualTo(2);
        assertThat(last.get("rows_per_second").doubleValue()).isEqualTo(50);
        assertThat(last.has("threshold")).isTrue();
    }

    @Test
    void aLongFitHasAThousandLinesWithItsFirstAndLastStep() throws IOException {
        Path file = dir.resolve("fit.jsonl");
        try (FitLog log = FitLog.appendedTo(file, () -> now, notes::add)) {
            FitListener listener = log.start(1, 1);
            for (int step = 1; step <= 12_345; step++) {
                listener.onStep(new FitStep(step, 12_345, 100, 1, Double.NaN, 1e-4));
            }
        }
        List<JsonNode> lines = lines(file);
        assertThat(lines).hasSize(FitLog.MOST_STEPS + 1);
        assertThat(lines.get(0).get("step").intValue()).isEqualTo(1);
        assertThat(lines.get(0).get("kl").isNull()).isTrue();
        assertThat(lines.get(1_000).get("step").intValue()).isEqualTo(12_345);
    }

    @Test
    void anotherFitIsAppended() throws IOException {
        Path file = dir.resolve("fit.jsonl");
        for (int i = 0; i < 2; i++) {
            try (FitLog log = FitLog.appendedTo(file, () -> now, notes::add)) {
                start(log);
                log.failed(new FitFailedException("diverged"));
            }
        }
        assertThat(lines(file)).hasSize(4);
        assertThat(lines(file).get(3).get("error").textValue()).isEqualTo("error: diverged");
    }

    @Test
    void aFullDiskIsToldOnceAndEndsNoFit() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        try (FitLog log = new FitLog(full, () -> now, notes::add)) {
            start(log);
            log.start(1, 1).onStep(new FitStep(1, 1, 1, 1, 1, 1));
        }
        assertThat(notes).containsExactly("the log breaks off: no space left");
    }

    @Test
    void aFileThatCannotBeOpenedIsBadInput() {
        assertThatThrownBy(() -> FitLog.appendedTo(dir, () -> now, notes::add))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("--log " + dir + " cannot be written");
    }

    private static void start(FitLog log) {
        log.started(
                "train",
                Instant.parse("2026-01-01T00:00:00Z"),
                1_000,
                List.of("a", "b"),
                spec(),
                Recipe.POINTS_FIT,
                ComputeDevice.CPU);
    }

    private static VaeSpec spec() {
        return RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0);
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(MAPPER.readTree(line));
        }
        return lines;
    }
}
