// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.AlertBudget;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.detect.Backtest;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.SeriesRecords;
import io.elbow.stream.BudgetOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same records under a budget, through the job's operators on several tasks and through the backtest. */
class BacktestUnderBudgetTest {
    private static final int ROWS = 4_000;
    private static final String YAML = """
            name: backtested
            kafka:
              bootstrap-servers: localhost:9092
              topics: {records: r, alerts: a, models: m, dead-letters: d}
            record: {key: machine, timestamp: {field: ts, unit: millis}}
            shingle: {length: 3}
            score: {scorer: java, batch-size: %d}
            alerts: {cooldown: 2s, budget: {count: %d, per: 1m}}
            refresh: {adapt-after: 30s}
            job: {parallelism: %d}
            """;

    private final ModelArtifact model = SeriesRecords.surprised(SeriesRecords.model("backtested"), 4);
    private final List<SourcedObservation> records = OperatorRun.records(SeriesRecords.rows(ROWS, 7));

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    private static DetectorConfig config(int batchSize, int count, int parallelism) {
        return ConfigLoader.parse(YAML.formatted(batchSize, count, parallelism), "test", Map.of())
                .withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    @Test
    void theBacktestRaisesTheAlertsOfTheRunningJobAtEachParallelismAndBatchSize() throws Exception {
        List<Alert> expected = backtest(config(7, 6, 1), new AlertBudget(6, Duration.ofMinutes(1))).alerts;
        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(expected).extracting(Alert::status).contains(Alert.OPEN, Alert.CLOSED);
        for (int parallelism : new int[] {1, 2, 4}) {
            List<Alert> found = OperatorRun.of(records, config(3 + 20 * parallelism, 6, parallelism), model).alerts;
            assertThat(found.stream().map(BacktestUnderBudgetTest::line))
                    .as("parallelism " + parallelism)
                    .containsExactlyElementsOf(
                            expected.stream().map(BacktestUnderBudgetTest::line).toList());
        }
    }

    @Test
    void everyRecordHasTheSameSurpriseInJobAndBacktest() throws Exception {
        List<ScoredObservation> ofBacktest = backtest(config(256, 6, 1), null).scores;
        List<ScoredObservation> ofJob = OperatorRun.of(records, config(5, 6, 1), model).scores;
        assertThat(ofJob)
                .extracting(one -> one.offset() + " " + one.surprise() + one.anomaly() + one.critical() + one.young())
                .containsExactlyElementsOf(ofBacktest.stream()
                        .map(one -> one.offset() + " " + one.surprise() + one.anomaly() + one.critical() + one.young())
                        .toList());
        assertThat(ofJob).allMatch(one -> one.anomaly() == one.surprise() >= 4);
        assertThat(ofJob).allMatch(one -> one.critical() == one.surprise() >= 8);
        assertThat(ofJob.stream().filter(ScoredObservation::young)).hasSize(30 * SeriesRecords.KEYS);
    }

    @Test
    void whatAnotherBudgetWouldOpenIsWhatItsOwnBacktestOpens() throws Exception {
        AlertBudget twice = new AlertBudget(6, Duration.ofMinutes(1));
        Heard heard = backtest(config(7, 3, 1), twice);
        List<Alert> under = backtest(config(7, 6, 1), null).alerts;
        assertThat(heard.opened)
                .isEqualTo(under.stream()
                        .filter(alert -> alert.status().equals(Alert.OPEN))
                        .count());
    }

    @Test
    void aClosingMessageNamesTheIncidentAndShowsItsWorstRecord() throws Exception {
        List<Alert> alerts = backtest(config(7, 6, 1), null).alerts;
        for (Alert closed : alerts) {
            if (closed.status().equals(Alert.CLOSED)) {
                Alert open = alerts.stream()
                        .filter(alert -> alert.id().equals(closed.incident()))
                        .findFirst()
                        .orElseThrow();
                assertThat(open.key()).isEqualTo(closed.key());
                assertThat(closed.surprise()).isGreaterThanOrEqualTo(open.surprise());
                assertThat(closed.surpriseThreshold()).isEqualTo(open.surpriseThreshold());
                assertThat(open.surprise()).isGreaterThanOrEqualTo(open.surpriseThreshold());
                assertThat(open.features()).isNotEmpty();
            }
        }
    }

    private static String line(Alert alert) {
        return alert.key() + " " + alert.status() + " " + alert.timestampMillis() + " " + alert.severity() + " "
                + alert.surprise() + " " + alert.surpriseThreshold() + " " + alert.offset();
    }

    /** @param other a budget to compare with; null: none */
    private Heard backtest(DetectorConfig config, AlertBudget other) throws Exception {
        Heard heard = new Heard();
        try (LiveModel inUse = new LiveModel(
                model,
                null,
                config.refresh().guard(),
                new ModelScorers().create(model, config.score().scorer()),
                List.of(),
                BudgetOptions.of(config))) {
            Backtest backtest = new Backtest(
                    config.name(),
                    inUse,
                    config.shingle(),
                    config.alerts(),
                    config.score().batchSize(),
                    heard);
            if (other != null) {
                backtest.compareWith(other);
            }
            for (SourcedObservation one : records) {
                backtest.take(new SourcedObservation(one.observation(), null, 0, one.offset(), null, one.rawValue()));
            }
            backtest.finish();
            heard.opened = other == null ? 0 : backtest.opened(other);
        }
        return heard;
    }

    private static final class Heard implements Backtest.Sink {
        private final List<Alert> alerts = new ArrayList<>();
        private final List<ScoredObservation> scores = new ArrayList<>();
        private long opened;

        @Override
        public void scored(ScoredObservation one, String incident) {
            scores.add(one);
        }

        @Override
        public void alert(Alert alert) {
            alerts.add(alert);
        }
    }
}
