// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainInputTest {
    @TempDir
    private Path dir;

    private Path output;

    @BeforeEach
    void nameTheOutput() {
        output = dir.resolve("model.safetensors");
    }

    private CommandRun train(Object... args) {
        List<Object> all = new ArrayList<>(List.of("train", "--steps", 20, "--output", output));
        all.addAll(List.of(args));
        return CommandRun.of(all.toArray());
    }

    private Manifest manifest() {
        return ModelStore.load(output).manifest();
    }

    /** The same rows as {@link Tables#labelled}, as JSON lines. */
    private Path jsonLines(Path csv) {
        StringBuilder text = new StringBuilder();
        Tables.lines(csv).stream().skip(1).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] cells = line.split(",");
            text.append("{\"a\": %s, \"b\": %s, \"label\": %s}%n".formatted((Object[]) cells));
        });
        return Tables.write(dir.resolve("points.jsonl"), text.toString());
    }

    @Test
    void jsonLinesAreTheSameDataAsCsv() {
        Path csv = Tables.labelled(dir.resolve("points.csv"), 100);
        train("--input", csv, "--label", "label").succeeded();
        String fingerprint = manifest().provenance().data().dataFingerprint();
        Path json = jsonLines(csv);
        train("--input", json, "--label", "label").succeeded();
        assertThat(manifest().provenance().data().dataFingerprint()).isEqualTo(fingerprint);
        Path scores = dir.resolve("scores.csv");
        JsonNode scored = CommandRun.of("score", "--model", output, "--input", json, "--output", scores, "--json")
                .succeeded()
                .json();
        assertThat(scored.get("rows").intValue()).isEqualTo(100);
        CommandRun evaluated = CommandRun.of("evaluate", "--model", output, "--input", json, "--label", "label");
        assertThat(evaluated.succeeded().out()).contains("100, 5 anomalous");
    }

    @Test
    void aDirectoryIsOneDataSet() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("days"));
        Tables.labelled(folder.resolve("b.csv"), 60);
        Tables.labelled(folder.resolve("a.csv"), 40);
        Files.writeString(folder.resolve("notes.txt"), "");
        CommandRun run = train("--input", folder, "--label", "label", "--json").succeeded();
        assertThat(run.json().get("rows").intValue()).isEqualTo(100);
        assertThat(run.err()).contains("note: " + folder + ": passed over notes.txt");
        assertThat(manifest().provenance().data().sources()).containsExactly("a.csv", "b.csv");
        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", output, "--input", folder, "--output", scores)
                .succeeded();
        List<String> lines = Tables.lines(scores);
        assertThat(lines.get(1)).startsWith("0," + folder.resolve("a.csv") + ",");
        assertThat(lines.get(100)).startsWith("99," + folder.resolve("b.csv") + ",");
    }

    @Test
    void columnsAreExcludedAndChosenByPattern() {
        Path series = Tables.series(dir.resolve("series.csv"), 100);
        train("--input", series, "--exclude", "ts,b").succeeded();
        assertThat(manifest().featureNames()).containsExactly("a");
        train("--input", series, "--features", "*", "--exclude", "t*,host").succeeded();
        assertThat(manifest().featureNames()).containsExactly("a", "b");
        assertThat(train("--input", series, "--exclude", "cpu").oneError())
                .contains("--exclude names 'cpu', but no such column is there to choose; there is: ts, host, a, b");
        assertThat(train("--input", series, "--exclude", "*").oneError()).contains("--exclude leaves no feature");
    }

    @Test
    void whatIsMoreThanMemoryHoldsIsSampledAndSaidSo() {
        Path table = Tables.labelled(dir.resolve("points.csv"), 4_000);
        train("--input", table, "--label", "label").succeeded();
        Manifest whole = manifest();
        CommandRun run = train("--input", table, "--label", "label", "--memory", "500KB", "--json")
                .succeeded();
        JsonNode json = run.json();
        assertThat(json.get("rows").intValue()).isEqualTo(4_000);
        assertThat(json.get("labelled_rows").intValue()).isEqualTo(200);
        int kept = json.get("kept_rows").intValue();
        assertThat(kept).isBetween(1_000, 3_000);
        assertThat(run.err())
                .contains(String.format(Locale.ROOT, "note: kept %,d of 4,000 rows, drawn with seed 12345", kept))
                .contains("4000 rows of 2 features, " + kept + " of them kept, 200 labelled anomalous");
        assertThat(manifest().provenance().data().dataFingerprint())
                .isEqualTo(whole.provenance().data().dataFingerprint());
        assertThat(train("--input", table, "--memory", "much").oneError())
                .contains("--memory must be a size such as 500MB or 4GB, but was much");
    }

    @Test
    void seriesAreSampledInBlocks() {
        Path table = Tables.series(dir.resolve("series.csv"), 6_000);
        CommandRun run = train(
                        "--input",
                        table,
                        "--key",
                        "host",
                        "--timestamp",
                        "ts",
                        "--shingle",
                        4,
                        "--memory",
                        "700KB",
                        "--json")
                .succeeded();
        assertThat(run.err()).contains("as whole blocks of a key");
        JsonNode json = run.json();
        assertThat(json.get("labelled_rows").intValue()).isZero();
        assertThat(json.get("fit_rows").intValue())
                .isLessThan(json.get("kept_rows").intValue())
                .isGreaterThan(json.get("kept_rows").intValue() * 9 / 10);
    }

    @Test
    void warningsNameWhatIsWrongWithTheDataAndWhere() {
        StringBuilder text = new StringBuilder("id,a,twin,flat,leak,label\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 600; i++) {
            double a = i == 321 ? 500 : random.nextGaussian();
            int label = i % 20 == 7 ? 1 : 0;
            text.append(String.format(
                    Locale.ROOT, "%d,%.4f,%.4f,3,%.4f,%d%n", i, a, 2 * a, label + 0.5 * random.nextDouble(), label));
        }
        Path table = Tables.write(dir.resolve("odd.csv"), text.toString());
        CommandRun run = train("--input", table, "--label", "label", "--json").succeeded();
        List<String> warnings = new ArrayList<>();
        run.json().get("warnings").forEach(line -> warnings.add(line.textValue()));
        assertThat(warnings).hasSize(6);
        assertThat(warnings.get(0)).startsWith("the same value in every training row: flat");
        assertThat(warnings.get(1)).startsWith("columns that repeat another up to scale: twin = a");
        assertThat(warnings.get(2)).startsWith("columns that give the label away by themselves: leak (AUROC 1.0000)");
        assertThat(warnings.get(3)).startsWith("columns that rise from row to row, as identifiers and times do: id");
        assertThat(warnings.get(4)).startsWith("570 rows to calibrate on are fewer than the 10000");
        assertThat(warnings.get(5)).contains("look anomalous, such as " + table + ", line 323 (score ");
        warnings.forEach(line -> assertThat(run.err()).contains("warning: " + line + "\n"));
    }

    @Test
    void nothingIsWarnedOfOrdinaryData() {
        StringBuilder text = new StringBuilder("a,b\n");
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            double a = random.nextDouble();
            text.append(String.format(Locale.ROOT, "%.4f,%.4f%n", a, a + 0.3 * random.nextDouble()));
        }
        Path table = Tables.write(dir.resolve("ordinary.csv"), text.toString());
        CommandRun run = train("--input", table, "--alert-rate", 0.01, "--json").succeeded();
        assertThat(run.json().get("warnings")).isEmpty();
        assertThat(run.err()).doesNotContain("warning:");
    }
}
