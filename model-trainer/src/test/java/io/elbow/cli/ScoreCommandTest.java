// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCommandTest {
    private static final int ROWS = 300;
    private static final String HEADER = "row,key,timestamp,score,reconstruction,kl,p_value,anomaly";

    @TempDir
    private static Path models;

    private static Path points;
    private static Path series;

    @TempDir
    private Path dir;

    @BeforeAll
    static void train() {
        Path table = Tables.labelled(models.resolve("points.csv"), ROWS);
        points = models.resolve("points.safetensors");
        CommandRun.of("train", "--steps", 30, "--input", table, "--label", "label", "--output", points)
                .succeeded();
        Path seriesTable = Tables.series(models.resolve("series.csv"), 200);
        series = models.resolve("series.safetensors");
        CommandRun.of(
                        "train",
                        "--steps",
                        30,
                        "--input",
                        seriesTable,
                        "--key",
                        "host",
                        "--timestamp",
                        "ts",
                        "--shingle",
                        3,
                        "--output",
                        series)
                .succeeded();
    }

    @Test
    void writesALineForEachRowInTheOrderOfTheInput() {
        CommandRun run = score(points, table()).succeeded();
        List<String> lines = Tables.lines(scores());
        assertThat(lines.get(0)).isEqualTo(HEADER);
        assertThat(lines).hasSize(ROWS + 2).last().isEqualTo("");
        assertThat(lines).noneMatch(line -> line.contains("\r"));
        for (int row = 0; row < ROWS; row++) {
            assertThat(lines.get(row + 1)).startsWith(row + ",,,");
        }
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("note: ignored 1 column that is not a feature: label\n")
                .contains("scored     " + ROWS + " rows in ")
                .contains("written    " + scores());
    }

    @Test
    void theScoreIsReconstructionPlusKlAndAttributionsAddUpToReconstruction() {
        score(points, table(), "--attributions").succeeded();
        List<String> lines = Tables.lines(scores());
        assertThat(lines.get(0)).isEqualTo(HEADER + ",nats_a,nats_b");
        for (String line : lines.subList(1, ROWS + 1)) {
            double[] cells = Stream.of(line.split(",", -1))
                    .skip(3)
                    .filter(cell -> !cell.matches("true|false"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            double tolerance = 1e-8 * (1 + Math.abs(cells[1]) + cells[2] + Math.abs(cells[4]) + Math.abs(cells[5]));
            assertThat(cells[0]).as(line).isCloseTo(cells[1] + cells[2], within(tolerance));
            assertThat(cells[1]).as(line).isCloseTo(cells[4] + cells[5], within(tolerance));
        }
    }

    @Test
    void theOrderOfTheColumnsDoesNotMatter() {
        score(points, table()).succeeded();
        List<String> inOrder = Tables.lines(scores());
        List<String> turned = new ArrayList<>();
        for (String line : Tables.lines(table())) {
            String[] cells = line.split(",", -1);
            turned.add(cells.length < 3 ? "" : cells[2] + ",text," + cells[1] + "," + cells[0]);
        }
        Path other = Tables.write(dir.resolve("turned.csv"), String.join("\n", turned));
        CommandRun run = score(points, other).succeeded();
        assertThat(Tables.lines(scores())).isEqualTo(inOrder);
        assertThat(run.err()).contains("note: ignored 2 columns that are not features: label, text\n");
    }

    @Test
    void namesAllMissingFeaturesAtOnce() {
        Path other = Tables.write(dir.resolve("other.csv"), "x,y\n1,2\n");
        CommandRun run = score(points, other);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("other.csv: the columns 'a', 'b' are missing; there is: x, y");
        assertThat(scores()).doesNotExist();
    }

    @Test
    void theAlertRateCanBeOverridden() {
        JsonNode json = score(points, table(), "--alert-rate", 0.5, "--json")
                .succeeded()
                .json();
        assertThat(json.get("alert_rate").doubleValue()).isEqualTo(0.5);
        assertThat(json.get("anomalies").intValue()).isGreaterThan(ROWS / 4);
        assertThat(json.get("rows").intValue()).isEqualTo(ROWS);
        assertThat(json.get("scored").intValue()).isEqualTo(ROWS);
        assertThat(json.get("late").intValue()).isZero();
        long marked = Tables.lines(scores()).stream()
                .filter(line -> line.contains(",true"))
                .count();
        assertThat(json.get("anomalies").longValue()).isEqualTo(marked);
    }

    @Test
    void aThresholdThatNothingReachesIsNullInJson() {
        // So few rows have no fitted tail, and a rate below 1 / (n + 1) is out of reach.
        Path few = Tables.labelled(dir.resolve("few.csv"), 30);
        Path model = dir.resolve("few.safetensors");
        JsonNode trained = CommandRun.of("train", "--steps", 5, "--input", few, "--output", model, "--json")
                .succeeded()
                .json();
        assertThat(trained.get("tail").textValue()).isEqualTo("empirical");
        assertThat(trained.get("threshold").isNull()).isTrue();
        CommandRun run = score(model, few, "--json").succeeded();
        assertThat(run.json().get("threshold").isNull()).isTrue();
        assertThat(run.json().get("anomalies").intValue()).isZero();
        assertThat(run.err()).contains("threshold  none reaches alert rate 0.0001");
    }

    @Test
    void seriesAreReadByTheModelsColumns() {
        Path table = Tables.series(dir.resolve("series.csv"), 50);
        score(series, table).succeeded();
        assertThat(Tables.lines(scores()).get(2)).startsWith("1,host-1,1700000060000,");
    }

    @Test
    void otherColumnsCanBeNamed() {
        List<String> renamed = new ArrayList<>(Tables.lines(Tables.series(dir.resolve("series.csv"), 50)));
        renamed.set(0, "time,machine,a,b");
        Path table = Tables.write(dir.resolve("renamed.csv"), String.join("\n", renamed));
        score(series, table, "--key", "machine", "--timestamp", "time").succeeded();
        assertThat(Tables.lines(scores()).get(2)).startsWith("1,host-1,1700000060000,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "timestamp"})
    void aColumnOfTheModelThatTheTableLacksCanBeDoneWithout(String role) {
        String column = role.equals("key") ? "host" : "ts";
        String whose = role.equals("key") ? "the key's" : "the event time's";
        List<String> renamed = new ArrayList<>(Tables.lines(Tables.series(dir.resolve("series.csv"), 50)));
        renamed.set(0, renamed.get(0).replace(column, "other"));
        Path table = Tables.write(dir.resolve("renamed.csv"), String.join("\n", renamed));
        assertThat(score(series, table).oneError())
                .contains("renamed.csv: " + whose + " column '" + column
                        + "', which the model names, is missing; there is: ")
                .contains("name another with --" + role + " COL, or give --" + role + " \"\"");
        assertThat(scores()).doesNotExist();
        score(series, table, "--" + role, "").succeeded();
        assertThat(Tables.lines(scores())).hasSize(52);
    }

    @Test
    void lateRowsHaveNoVerdict() {
        Path table = Tables.write(dir.resolve("late.csv"), """
                ts,host,a,b
                2000,x,0.5,0.5
                1000,y,0.5,0.5
                1000,x,0.5,0.5
                2000,x,0.5,0.5
                """);
        CommandRun run = score(series, table, "--attributions", "--json").succeeded();
        List<String> lines = Tables.lines(scores());
        assertThat(lines.get(0).split(",", -1)).hasSize(11).endsWith("smoothed");
        assertThat(lines.get(3)).isEqualTo("2,x,1000,,,,,,,,");
        assertThat(lines.get(2)).doesNotContain(",,");
        assertThat(lines.get(4)).doesNotContain(",,");
        assertThat(run.json().get("late").intValue()).isEqualTo(1);
        assertThat(run.json().get("scored").intValue()).isEqualTo(3);
        assertThat(run.err()).contains("late       1 rows older than");
    }

    @Test
    void evaluateSaysHowWellTheScoreRanks() {
        CommandRun run = evaluate(table(), "--json").succeeded();
        JsonNode json = run.json();
        assertThat(json.get("rows").intValue()).isEqualTo(ROWS);
        assertThat(json.get("anomalous").intValue()).isEqualTo(ROWS / 20);
        assertThat(json.get("auroc").doubleValue()).isBetween(0.6, 1.0);
        assertThat(json.get("average_precision").doubleValue()).isBetween(0.05, 1.0);
        assertThat(json.get("best_f1").doubleValue()).isBetween(0.05, 1.0);
        assertThat(json.get("vus_pr").isNull())
                .as("points have no order in time")
                .isTrue();
        assertThat(json.get("ranked").textValue()).isEqualTo("score");
        assertThat(json.get("calibration")).hasSizeGreaterThanOrEqualTo(4).allSatisfy(promise -> {
            assertThat(promise.get("normal_rows").intValue()).isEqualTo(ROWS - ROWS / 20);
            assertThat(promise.get("flagged").intValue()).isBetween(0, ROWS);
        });
        assertThat(evaluate(table()).succeeded().out())
                .containsPattern("rows +300, 15 anomalous\n")
                .containsPattern("alerts +\\d+ of 15 anomalous rows found, \\d+ missed; \\d+ false\n")
                .containsPattern("alerts opened +\\d+, \\S+ of 1,000 rows\n")
                .containsPattern("ranked by score +AUROC ")
                .containsPattern("flagged at 1e-02 ")
                .containsPattern("flagged at threshold +\\d+ of 285 normal rows");
        JsonNode alerts = json.get("alerts");
        assertThat(alerts.get("incidents").intValue()).isEqualTo(15);
        assertThat(alerts.get("opened").intValue())
                .isEqualTo(alerts.get("found").intValue() + alerts.get("false").intValue());
        assertThat(alerts.get("per_day").isNull()).as("points have no days").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--compare-with", "--beside"})
    void evaluateMeasuresOtherModelsOnTheSameRows(String flag) {
        CommandRun run = evaluate(table(), flag, points, "--json").succeeded();
        JsonNode json = run.json();
        assertThat(json.get("beside")).singleElement().satisfies(other -> {
            assertThat(other.get("model")).isEqualTo(json.get("model"));
            assertThat(other.get("auroc")).isEqualTo(json.get("auroc"));
            assertThat(other.get("file").textValue())
                    .isEqualTo(points.getFileName().toString());
            assertThat(other.get("alerts")).isEqualTo(json.get("alerts"));
        });
    }

    @Test
    void evaluateRanksTheAverageOfASeriesToo() {
        Path table = Tables.write(
                dir.resolve("labelled-series.csv"),
                String.join(
                                "\n",
                                Tables.lines(Tables.series(dir.resolve("plain-series.csv"), 60)).stream()
                                        .filter(line -> !line.isEmpty())
                                        .map(line -> line.startsWith("ts")
                                                ? line + ",label"
                                                : line + (line.hashCode() % 10 == 0 ? ",1" : ",0"))
                                        .toList())
                        + "\n");
        JsonNode json = CommandRun.of("evaluate", "--model", series, "--input", table, "--label", "label", "--json")
                .succeeded()
                .json();
        assertThat(json.get("ranked").textValue()).isEqualTo("smoothed");
        assertThat(json.get("vus_pr").doubleValue()).isBetween(0.0, 1.0);
        assertThat(json.get("of_score").get("auroc").doubleValue()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void evaluateNeedsNormalAndAnomalousRows(String label) {
        Path table = Tables.write(dir.resolve("one.csv"), "a,b,label\n0.5,0.5," + label + "\n0.4,0.4," + label + "\n");
        CommandRun run = evaluate(table);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("one.csv: the column 'label' marks ", "both normal and anomalous rows");
    }

    @Test
    void evaluateNamesALabelColumnThatIsMissing() {
        Path table = Tables.write(dir.resolve("none.csv"), "a,b\n0.5,0.5\n");
        assertThat(evaluate(table).oneError()).contains("the column 'label' is missing; there is: a, b");
    }

    private CommandRun score(Path model, Path table, Object... more) {
        List<Object> args = new ArrayList<>(List.of("score", "--model", model, "--input", table, "--output", scores()));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    private static CommandRun evaluate(Path table, Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("evaluate", "--model", points, "--input", table, "--label", "label"));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    private static Path table() {
        return models.resolve("points.csv");
    }

    private Path scores() {
        return dir.resolve("scores.csv");
    }
}
