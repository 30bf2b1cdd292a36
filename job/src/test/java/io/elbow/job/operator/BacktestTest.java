// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.job.detect.Backtest;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.event.Alert;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.SeriesRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same records through the job's topology on two subtasks and through the backtest: the same alerts. */
class BacktestTest {
    private static final int ROWS = 4_000;
    private static final int LATE_EVERY = 97;
    private static final String YAML = """
            name: backtested
            kafka:
              bootstrap-servers: localhost:9092
              topics: {records: r, alerts: a, models: m, dead-letters: d}
            record: {key: machine, timestamp: {field: ts, unit: millis}}
            shingle: {length: 3, gap: 20s, min-rows: 2}
            score: {batch-size: 7}
            alerts: {cooldown: 12s}
            job: {parallelism: 2}
            """;

    private final DetectorConfig config =
            ConfigLoader.parse(YAML, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    private ModelArtifact model = SeriesRecords.model("backtested");

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBacktestRaisesTheAlertsOfTheRunningJob(boolean perKey) throws Exception {
        if (perKey) {
            model = SeriesRecords.perKey(
                    "backtested", new PerKeyOptions(50, Duration.ofSeconds(30), Duration.ofMinutes(10)));
        }
        List<SourcedObservation> records = records();
        OperatorRun job = OperatorRun.of(records, config, model);
        List<Alert> ofJob = job.alerts;
        List<RejectedRecord> late = job.late;
        Heard heard = new Heard();
        Backtest backtest = throughTheBacktest(records, heard);

        assertThat(late).isNotEmpty().extracting(RejectedRecord::reason).containsOnly("late");
        assertThat(backtest.late()).isEqualTo(late.size());
        assertThat(backtest.warmingUp()).isPositive();
        assertThat(heard.scored + backtest.late() + backtest.warmingUp()).isEqualTo(records.size());

        assertThat(ofJob).hasSizeGreaterThan(40);
        assertThat(ofJob).extracting(Alert::status).contains(Alert.OPEN, Alert.CLOSED);
        List<Alert> expected = sorted(ofJob);
        List<Alert> found = sorted(heard.alerts);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertSame(found.get(i), expected.get(i));
        }
    }

    /** Closing messages come when they are due, not only at the end of the input. */
    @Test
    void aClosingMessageComesBeforeTheAlertsOfLaterRecords() throws Exception {
        Heard heard = new Heard();
        throughTheBacktest(records(), heard);
        long cooldown = config.alerts().cooldown().toMillis();
        long newest = 0;
        for (Alert alert : heard.alerts) {
            assertThat(alert.timestampMillis()).isGreaterThanOrEqualTo(newest - cooldown);
            newest = Math.max(newest, alert.timestampMillis());
        }
    }

    private static void assertSame(Alert found, Alert expected) {
        assertThat(List.of(found.key(), found.status(), found.timestampMillis(), found.severity(), found.model()))
                .isEqualTo(List.of(
                        expected.key(),
                        expected.status(),
                        expected.timestampMillis(),
                        expected.severity(),
                        expected.model()));
        double equal = 1e-5 * (1 + Math.abs(expected.reconstruction()) + expected.kl());
        assertThat(found.score()).isCloseTo(expected.score(), within(equal));
        assertThat(found.smoothed()).isCloseTo(expected.smoothed(), within(equal));
        assertThat(found.features()).hasSameSizeAs(expected.features());
        assertThat(found.features()[0].name()).isEqualTo(expected.features()[0].name());
        assertThat(found.topic()).as("a file is no topic").isNull();
    }

    private static List<Alert> sorted(List<Alert> alerts) {
        return alerts.stream()
                .sorted(Comparator.comparing(Alert::key)
                        .thenComparing(Alert::timestampMillis)
                        .thenComparing(Alert::status))
                .toList();
    }

    /** Records in time order; some of a key's records are late, and one key is silent for longer than the gap. */
    private static List<SourcedObservation> records() {
        List<SourcedObservation> records = new ArrayList<>();
        for (Dataset.Row row : SeriesRecords.rows(ROWS, 7)) {
            boolean silent = row.key().equals("m3") && row.number() > 1_000 && row.number() < 1_400;
            if (!silent) {
                records.add(record(row.key(), row.timestampMillis(), row.values(), records.size()));
                if (row.number() % LATE_EVERY == LATE_EVERY - 1) {
                    records.add(record(row.key(), row.timestampMillis() - 1, row.values(), records.size()));
                }
            }
        }
        return records;
    }

    private static SourcedObservation record(String key, long timestampMillis, double[] values, long offset) {
        return new SourcedObservation(
                new Observation(key, timestampMillis, values), "r", 0, offset, null, new byte[] {1});
    }

    private Backtest throughTheBacktest(List<SourcedObservation> observations, Heard heard) throws Exception {
        try (LiveModel inUse = new LiveModel(
                model,
                null,
                config.refresh().guard(),
                new ModelScorers().create(model, config.score().scorer()),
                List.of())) {
            Backtest backtest = new Backtest(
                    config.name(),
                    inUse,
                    config.shingle(),
                    config.alerts(),
                    config.score().batchSize(),
                    heard);
            for (SourcedObservation one : observations) {
                backtest.take(new SourcedObservation(one.observation(), null, 0, one.offset(), null, one.rawValue()));
            }
            backtest.finish();
            return backtest;
        }
    }

    private static final class Heard implements Backtest.Sink {
        private final List<Alert> alerts = new ArrayList<>();
        private int scored;

        @Override
        public void scored(ScoredObservation one, String incident) {
            assertThat(incident != null).isEqualTo(one.anomaly());
            scored++;
        }

        @Override
        public void alert(Alert alert) {
            alerts.add(alert);
        }
    }
}
