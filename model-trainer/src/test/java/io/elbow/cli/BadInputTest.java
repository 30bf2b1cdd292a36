// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelStore;
import io.elbow.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that cannot be used: one line that names the file and the remedy, and nothing written. */
class BadInputTest {
    private static final String NAMES = "feature_0,feature_1,ts\n";

    @TempDir
    private Path dir;

    private Path table;
    private Path model;

    @BeforeEach
    void saveAModel() {
        table = dir.resolve("table.csv");
        model = dir.resolve("model.safetensors");
        ModelStore.save(RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0), 1), model);
    }

    private static Stream<Arguments> tables() {
        return Stream.of(
                Arguments.of(null, "table.csv: no such file; check the path"),
                Arguments.of("", "table.csv: the file is empty; it needs a header line"),
                Arguments.of(NAMES, "table.csv: a header line but no rows; add rows"),
                Arguments.of(
                        NAMES + "1,2,3\n1,2\n",
                        "table.csv, line 3: the header has 3 columns but this line has 2; correct the line"),
                Arguments.of(
                        NAMES + "1,2,3\n1,two,4\n",
                        "table.csv, line 3, column 'feature_1': 'two' is not a number; correct the cell"),
                Arguments.of(NAMES + "1,1e999,3\n", "column 'feature_1': '1e999' is infinite; correct the cell"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aTableThatCannotBeReadIsRefused(String text, String message) {
        if (text != null) {
            Tables.write(table, text);
        }
        Path output = dir.resolve("output");
        Path config = Tables.yaml(dir.resolve("detector.yaml"), "record: {features: [feature_0, feature_1]}\n");
        List<CommandRun> runs = List.of(
                CommandRun.of("train", "--input", table, "--output", output, "--features", "feature_0,feature_1"),
                CommandRun.of("score", "--model", model, "--input", table, "--output", output),
                CommandRun.of("evaluate", "--model", model, "--input", table, "--label", "ts", "--timestamp", ""),
                CommandRun.of("replay", "--config", config, "--input", table));
        for (CommandRun run : runs) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.oneError()).startsWith("error: " + dir).contains(message);
        }
        assertNothingWritten();
    }

    @Test
    void tooFewRowsAreRefused() {
        Tables.labelled(table, 20);
        CommandRun run = train("--label", "label");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("table.csv has 19 normal rows, at least 20 are needed; give more rows");
        assertThat(train("--shingle", "12").oneError())
                .contains("normal shingles of 12 rows, at least 20 are needed; give more rows or a shorter --shingle");
        assertNothingWritten();
    }

    @Test
    void valuesOutsideTheUnitIntervalAreNotForBernoulli() {
        Tables.write(table, "a\n" + "0.5\n".repeat(30) + "1.5\n");
        assertThat(train("--likelihood", "bernoulli").oneError())
                .contains("values in [0, 1], but row 30 of ", "has a = 1.5; scale the column or use --likelihood");
    }

    @Test
    void columnsThatTheTableLacksAreNamed() {
        Tables.labelled(table, 40);
        assertThat(train("--features", "a,x,y", "--label", "anomaly").oneError())
                .contains("table.csv: the columns 'anomaly', 'x', 'y' are missing; there is: a, b, label");
    }

    @Test
    void filesWithOtherColumnsAreNotOneDataSet() {
        Tables.labelled(table, 40);
        Path other = Tables.series(dir.resolve("series.csv"), 40);
        CommandRun run = CommandRun.of("train", "--input", table, other, "--output", dir.resolve("output"));
        assertThat(run.oneError())
                .contains(
                        "series.csv has other columns than ",
                        "only the former has ts, host; only the latter has label",
                        "name the common ones with --features");
    }

    @Test
    void aModelThatIsMissingIsNamed() throws IOException {
        Files.delete(model);
        assertModelRefused("model.safetensors does not exist: check the path");
    }

    @Test
    void aModelThatIsCutOffIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        Files.write(model, Arrays.copyOf(bytes, bytes.length / 2));
        assertModelRefused("model.safetensors: ");
    }

    @Test
    void aModelWithAnAlteredByteIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 3] ^= 1;
        Files.write(model, bytes);
        assertModelRefused("model.safetensors: ");
    }

    @Test
    void aTableIsNoModel() throws IOException {
        Files.copy(
                Tables.labelled(dir.resolve("other.csv"), 30),
                model,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertModelRefused("model.safetensors: ");
    }

    private void assertModelRefused(String message) {
        Tables.write(table, NAMES + "1,2,3\n");
        Path config = Tables.yaml(dir.resolve("detector.yaml"), "127.0.0.1:1", "");
        List<CommandRun> runs = List.of(
                CommandRun.of("score", "--model", model, "--input", table, "--output", dir.resolve("output")),
                CommandRun.of("evaluate", "--model", model, "--input", table, "--label", "ts"),
                CommandRun.of("inspect", model),
                CommandRun.of("publish", "--model", model, "--config", config));
        for (CommandRun run : runs) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.oneError()).startsWith("error: " + dir).contains(message);
        }
        assertNothingWritten();
    }

    private static Stream<Arguments> yamls() {
        return Stream.of(
                Arguments.of(null, "detector.yaml: there is no such file; give the path of a detector.yaml"),
                Arguments.of(": : [", "detector.yaml, line 1, column 1: not valid YAML"),
                Arguments.of("name: x\n", "kafka.topics.records is required"),
                Arguments.of("nam: x\n", "unknown key nam, did you mean name?"));
    }

    @ParameterizedTest
    @MethodSource("yamls")
    void aConfigurationThatCannotBeUsedIsRefused(String text, String message) {
        Path config = dir.resolve("detector.yaml");
        if (text != null) {
            Tables.write(config, text);
        }
        Tables.labelled(table, 40);
        List<CommandRun> runs = List.of(
                train("--config", config),
                CommandRun.of("publish", "--model", model, "--config", config),
                CommandRun.of("topics", "--config", config),
                CommandRun.of("replay", "--input", table, "--config", config));
        for (CommandRun run : runs) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.oneError()).startsWith("error: " + dir).contains(message);
        }
        assertNothingWritten();
    }

    private CommandRun train(Object... more) {
        Stream<Object> args = Stream.of("train", "--steps", 5, "--input", table, "--output", dir.resolve("output"));
        return CommandRun.of(Stream.concat(args, Stream.of(more)).toArray());
    }

    /** Neither the output nor a part of one. */
    private void assertNothingWritten() {
        assertThat(dir.toFile().list()).noneMatch(name -> name.startsWith(".") || name.equals("output"));
    }
}
