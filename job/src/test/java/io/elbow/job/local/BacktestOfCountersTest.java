// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.ModelStore;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import io.elbow.config.FeatureSources;
import io.elbow.data.Dataset;
import io.elbow.features.RowDerivation;
import io.elbow.job.TestingPlans;
import io.elbow.job.operator.TestingModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job's decisions over counters with plateaus and resets, by a model that was fitted to their rates. */
class BacktestOfCountersTest {
    private static final int ROWS = 1_500;
    private static final long START_MILLIS = 1_767_225_600_000L;
    private static final long MINUTE_MILLIS = 60_000;
    private static final String RECORD = "record: {key: host, timestamp: {field: ts}, features: [cpu, %s]}\n";
    private static final List<FeatureSource> SOURCES =
            List.of(FeatureSource.plain("cpu"), new FeatureSource("bytes_total", As.RATE));

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path later;

    @BeforeAll
    static void fitAndWrite() throws IOException {
        model = folder.resolve("model.safetensors");
        Dataset fields = new Dataset("made up", FeatureSources.fields(SOURCES), rows(ROWS, -1, 1), List.of());
        FitOptions options = TestingModels.fitOptions(600, 0, 128, 1e-3, 20, 0.2, 0.9, 1.0, false, 1);
        ModelStore.save(
                FittedModels.fit(
                        "launched",
                        RowDerivation.over(fields, SOURCES),
                        List.of(24),
                        2,
                        options,
                        plan -> TestingPlans.ofMembers(plan, 2)),
                model);
        StringBuilder text = new StringBuilder("ts,host,cpu,bytes_total,label\n");
        for (Dataset.Row row : rows(ROWS, 1_000, 2)) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.4f,%.4f,%d%n",
                    row.timestampMillis(),
                    row.key(),
                    row.values()[0],
                    row.values()[1],
                    row.anomalous() ? 1 : 0));
        }
        later = Files.writeString(folder.resolve("later.csv"), text);
    }

    /**
     * Two hosts, a row a minute each: a counter that grows by about 6,000 a row or stands still, and begins again in
     * row 400 of host a and row 600 of host b. From the incident's row on host b's grows twice as fast as ever for 20
     * rows.
     */
    private static List<Dataset.Row> rows(int count, int incident, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] total = {3e9, 7e5};
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (int host = 0; host < 2; host++) {
                boolean anomalous = host == 1 && i >= incident && i < incident + 20 && incident >= 0;
                double grown = random.nextInt(3) == 0 ? 0 : 5_500 + 1_000 * random.nextDouble();
                total[host] = i == 400 + 200 * host ? 100 : total[host] + (anomalous ? 15_000 : grown);
                double[] values = {45 + 10 * random.nextDouble(), total[host]};
                rows.add(new Dataset.Row(
                        rows.size(),
                        "ab".substring(host, host + 1),
                        "",
                        START_MILLIS + i * MINUTE_MILLIS,
                        values,
                        anomalous));
            }
        }
        return rows;
    }

    private static LauncherRun backtest(String yaml, Path alerts) {
        return LauncherRun.of(
                "backtest",
                "--model",
                model.toString(),
                "--input",
                later.toString(),
                "--config",
                LauncherRun.yaml(folder, "localhost:1", yaml + "alerts: {rate: 1.0e-4, cooldown: 5m}\n"),
                "--label",
                "label",
                "--alerts",
                alerts.toString(),
                "--json");
    }

    @Test
    void theIncidentAloneIsFoundAcrossPlateausAndResets() throws IOException {
        Path alerts = folder.resolve("alerts.jsonl");
        LauncherRun run = backtest(RECORD.formatted("{name: bytes_total, as: rate}"), alerts);
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("scored").intValue()).isEqualTo(2 * ROWS);
        assertThat(json.get("incidents_found").intValue()).isEqualTo(1);
        assertThat(json.get("false_alerts").intValue()).isZero();
        JsonNode opened = new ObjectMapper().readTree(Files.readAllLines(alerts).get(0));
        assertThat(opened.get("key").textValue()).isEqualTo("b");
        JsonNode cause = opened.get("features").get(0);
        assertThat(cause.get("name").textValue()).isEqualTo("bytes_total_per_second");
        assertThat(cause.get("value").doubleValue()).isEqualTo(250);
    }

    @Test
    void aYamlThatReadsTheCounterItselfIsRefused() {
        LauncherRun run = backtest(RECORD.formatted("bytes_total"), folder.resolve("none.jsonl"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("record.features takes bytes_total as value but the model's is rate");
    }
}
