// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.artifact.ModelStore;
import io.elbow.job.detect.AlertIds;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.pipeline.SeriesRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestCommandTest {
    private static final int ROWS = 600;
    private static final String YAML =
            "record: {key: machine, timestamp: {field: ts, unit: millis}}\n" + "alerts: {cooldown: 5m}\n";

    @TempDir
    private static Path models;

    private static Path model;

    @TempDir
    private Path folder;

    private Path table;
    private Path alerts;

    @BeforeAll
    static void fit() {
        model = models.resolve("model.safetensors");
        ModelStore.save(SeriesRecords.model("launched"), model);
    }

    /** Writes one row a minute of one key. Rows 300 to 309 are an incident; row 450 is labelled but looks normal. */
    @BeforeEach
    void write() throws IOException {
        StringBuilder csv = new StringBuilder("ts,machine,cpu,memory,label\n");
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < ROWS; i++) {
            boolean incident = i >= 300 && i < 310;
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,m1,%.4f,%.4f,%d%n",
                    1_700_000_000_000L + i * 60_000L,
                    50 + 3 * random.nextGaussian() + (incident ? 90 : 0),
                    50 + 3 * random.nextGaussian(),
                    incident || i == 450 ? 1 : 0));
        }
        table = Files.writeString(folder.resolve("table.csv"), csv);
        alerts = folder.resolve("alerts.jsonl");
    }

    private LauncherRun backtest(String yaml, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "backtest",
                "--model",
                model.toString(),
                "--input",
                table.toString(),
                "--config",
                LauncherRun.yaml(folder, "localhost:1", yaml)));
        all.addAll(Arrays.asList(more));
        return LauncherRun.of(all.toArray(String[]::new));
    }

    private static JsonNode json(LauncherRun run) throws IOException {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(1);
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void timesAreReadAsTheJobReadsTheTopicsAndAnotherUnitIsNamed() throws IOException {
        Files.writeString(table, Files.readString(table).replace("000,m1", ",m1"));
        LauncherRun run = backtest(YAML);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("line 2, column 'ts'", "in millis", "record.timestamp.unit: seconds");
        assertThat(backtest(YAML.replace("millis", "seconds")).exitCode()).isZero();
    }

    @Test
    void anIncidentIsFoundOnceAndClosedACooldownAfterItsLastAnomaly() throws IOException {
        LauncherRun run =
                backtest(YAML, "--alert-rate", "1e-4", "--label", "label", "--alerts", alerts.toString(), "--json");
        JsonNode json = json(run);
        assertThat(json.get("rows").intValue()).isEqualTo(ROWS);
        assertThat(json.get("scored").intValue()).isEqualTo(ROWS);
        assertThat(json.get("labelled_incidents").intValue()).isEqualTo(2);
        assertThat(json.get("incidents_found").intValue()).isEqualTo(1);
        assertThat(json.get("incidents_missed").intValue()).isEqualTo(1);
        assertThat(json.get("incidents")).isEqualTo(json.get("alerts"));
        double days = (ROWS - 1) / 1_440.0;
        assertThat(json.get("alerts_per_day").doubleValue())
                .isEqualTo(json.get("alerts").intValue() / days);
        assertThat(json.get("alerts_by_key").get("m1")).isEqualTo(json.get("alerts"));

        List<Alert> messages = new ArrayList<>();
        for (String line : Files.readAllLines(alerts)) {
            messages.add(AlertJson.read(line.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(messages).hasSize(json.get("messages").intValue());
        long opened = 1_700_000_000_000L + 300 * 60_000L;
        Alert open = messages.stream()
                .filter(alert -> alert.timestampMillis() == opened)
                .findFirst()
                .orElseThrow();
        assertThat(open.status()).isEqualTo(Alert.OPEN);
        assertThat(open.topic()).isNull();
        assertThat(open.id()).isEqualTo(AlertIds.ofEventTime("launched", Alert.OPEN, "m1", opened));
        assertThat(open.features()[0].name()).isEqualTo("cpu");
        Alert closed = messages.stream()
                .filter(alert ->
                        alert.incident().equals(open.id()) && alert.status().equals(Alert.CLOSED))
                .findFirst()
                .orElseThrow();
        // The shingle of three rows holds the last anomalous row for two more rows.
        assertThat(closed.timestampMillis()).isBetween(opened + 14 * 60_000L, opened + 16 * 60_000L);
        assertThat(run.err()).contains("alerts a day", "1 of 2 found");
    }

    @Test
    void aColumnThatTheYamlNamesAndTheFileLacksIsNamed() throws IOException {
        Files.writeString(table, Files.readString(table).replaceFirst("machine", "server"));
        LauncherRun run = backtest(YAML);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "table.csv: the key's column 'machine', which record.key of --config names, is missing; there is: ts, server, cpu")
                .contains("name another with --key COL, or give --key \"\"");
        assertThat(backtest(YAML, "--key", "server").exitCode()).isZero();
    }

    @Test
    void keyAndTimeMisspeltInOneYamlAreNamedBesideTheColumnsThatThereAre() throws IOException {
        LauncherRun run = backtest(YAML.replace("machine", "machin").replace("ts,", "tss,"), "--json");
        assertThat(json(run).get("step_ms").longValue()).isEqualTo(60_000);
        assertThat(run.err())
                .contains("note: --input has neither the key's column 'machin' nor the event time's column 'tss', which"
                        + " --config names (there is: ts, machine, cpu, memory, label): its rows are taken as one key's,"
                        + " 1m apart; --key and --timestamp name other columns");
        assertThat(backtest(YAML, "--json").err()).doesNotContain("neither");
        assertThat(backtest(YAML.replace("ts,", "tss,").replace("key: machine, ", ""))
                        .err())
                .contains("the event time's column 'tss', which record.timestamp of --config names, is missing");
    }

    @Test
    void aFlappingKeyGetsAHintAtTheCooldownThatWouldJoinItsAlerts() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(table));
        for (int row = 1; row <= ROWS; row += 12) {
            lines.set(row, lines.get(row).replaceFirst(",m1,[^,]*,", ",m1,140,"));
        }
        Files.write(table, lines);
        LauncherRun run = backtest(YAML, "--json");
        JsonNode json = json(run);
        assertThat(json.get("alerts").intValue()).isGreaterThan(40);
        // The shingle of three rows keeps each for two more.
        assertThat(json.get("cooldown_hint").textValue()).isEqualTo("11m");
        assertThat(run.err()).containsPattern("hint +alerts.cooldown: 11m would make \\d alerts? of these \\d+");
        assertThat(json(backtest(YAML.replace("5m", "11m"), "--json"))
                        .get("alerts")
                        .intValue())
                .isLessThan(4);
    }

    @Test
    void withoutTimesRowsAreAStepApart() throws IOException {
        JsonNode json = json(backtest("", "--key", "", "--timestamp", "", "--step", "1h", "--json"));
        assertThat(json.get("step_ms").longValue()).isEqualTo(3_600_000);
        assertThat(json.get("days").doubleValue()).isEqualTo((ROWS - 1) / 24.0);
        assertThat(json.get("alerts_by_key").has("launched")).isTrue();
        assertThat(json.get("false_alerts").isNull()).isTrue();
    }

    @Test
    void lateRowsAreNotScored() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(table));
        lines.add(200, lines.get(100));
        Files.write(table, lines);
        JsonNode json = json(backtest(YAML, "--json"));
        assertThat(json.get("late").intValue()).isEqualTo(1);
        assertThat(json.get("scored").intValue()).isEqualTo(ROWS);
    }

    @Test
    void theYamlsRateIsUsedIfItIsGiven() throws IOException {
        JsonNode json = json(backtest(YAML.replace("{cooldown", "{rate: 0.2, cooldown"), "--json"));
        assertThat(json.get("alert_rate").doubleValue()).isEqualTo(0.2);
    }

    private LauncherRun underBudget(String yaml, String... more) {
        model = models.resolve("surprised.safetensors");
        ModelStore.save(SeriesRecords.surprised(SeriesRecords.model("launched"), 4), model);
        try {
            return backtest(yaml, more);
        } finally {
            model = models.resolve("model.safetensors");
        }
    }

    @Test
    void underABudgetTheIncidentIsFoundAndOtherBudgetsAreComparedWith() throws IOException {
        LauncherRun run = underBudget(
                YAML, "--alert-budget", "1/1d", "--label", "label", "--alerts", alerts.toString(), "--json");
        JsonNode json = json(run);
        assertThat(json.get("alert_budget").textValue()).isEqualTo("1/1d");
        assertThat(json.get("first_threshold").doubleValue()).isEqualTo(4);
        assertThat(json.get("incidents_found").intValue()).isEqualTo(1);
        assertThat(json.get("alerts").intValue()).isBetween(1, 3);
        assertThat(json.get("alerts_by_budget").has("1/2d")).isTrue();
        assertThat(json.get("alerts_by_budget").has("2/1d")).isTrue();
        assertThat(run.err())
                .containsPattern("alerts a day +\\d")
                .containsPattern("budget 1/1d +first threshold 4.000; 0 held back")
                .containsPattern("budget 1/2d +\\d+ opened, [0-9.]+ a day")
                .containsPattern("budget 2/1d +\\d+ opened, [0-9.]+ a day");
        List<String> messages = Files.readAllLines(alerts);
        assertThat(messages).allMatch(message -> message.contains("\"surprise\":"));
        assertThat(messages).allMatch(message -> message.contains("\"surprise_threshold\":"));
        JsonNode ofYaml = json(
                underBudget(YAML.replace("5m}", "5m, budget: {count: 1, per: 1d}}"), "--label", "label", "--json"));
        assertThat(ofYaml).isEqualTo(json);
    }

    @Test
    void aBudgetThatCannotBeKeptIsNamed() {
        backtest(YAML, "--alert-budget", "1/1d").assertOneLine(2, "cannot keep alerts.budget", "train it anew");
        backtest(YAML, "--alert-budget", "often").assertOneLine(2, "--alert-budget", "often");
        backtest(YAML, "--alert-budget", "1/1d", "--alert-rate", "0.1")
                .assertOneLine(2, "--alert-rate", "--alert-budget");
    }

    @Test
    void whatCannotBeUsedIsNamed() {
        backtest(YAML, "--alert-rate", "7").assertOneLine(2, "--alert-rate", "7");
        backtest(YAML, "--step", "soon", "--timestamp", "").assertOneLine(2, "--step", "soon");
        backtest(YAML, "--key", "host").assertOneLine(2, "host", "missing");
        backtest(YAML, "--alerts", folder.resolve("nowhere/a.jsonl").toString())
                .assertOneLine(2, "--alerts", "nowhere");
        backtest(YAML + "shingle: {length: 9}\n").assertOneLine(2, "shingle.length is 9", "3");
    }
}
