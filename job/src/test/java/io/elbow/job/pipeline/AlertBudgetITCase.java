// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.job.detect.Backtest;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.local.EmbeddedBroker;
import io.elbow.job.local.RawClient;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.operator.ModelScorers;
import io.elbow.kafka.TopicChecks;
import io.elbow.stream.BudgetOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job under a budget on a real broker: on read_committed lie the alerts that a backtest of the same rows raises.
 */
class AlertBudgetITCase {
    /** Whole steps in each third, so that no pause lies between two records of one event time. */
    private static final int ROWS = 300 * SeriesRecords.KEYS;

    private static final int PARTITIONS = 4;
    private static final String NAME = "budgeted";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final ModelArtifact model = SeriesRecords.surprised(SeriesRecords.model(NAME), 4);
    private EmbeddedBroker broker;
    private RecordsFeed feed;
    private AlertsSeen committed;

    @BeforeEach
    void start() throws Exception {
        MetricsServer.reset();
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        try (RawClient client = new RawClient(broker.bootstrapServers())) {
            client.create(new NewTopic(NAME, PARTITIONS, (short) 1));
        }
        TopicChecks.create(config(1));
        feed = new RecordsFeed(broker.bootstrapServers(), NAME, PARTITIONS, SeriesRecords.rows(ROWS, 7));
        committed = new AlertsSeen(broker.bootstrapServers(), NAME + "-alerts", "read_committed");
    }

    @AfterEach
    void stop() {
        feed.close();
        committed.close();
        broker.close();
        MetricsServer.reset();
    }

    private DetectorConfig config(int parallelism) {
        return config(parallelism, "budget: {count: 6, per: 1m}");
    }

    private DetectorConfig config(int parallelism, String alerts) {
        String yaml = TestingConfigs.topicsAfter(NAME, broker.bootstrapServers()) + """
                record: {key: machine, timestamp: {field: ts, unit: millis}}
                score: {scorer: java, batch-size: 7}
                alerts: {cooldown: 2s, %s}
                refresh: {adapt-after: 30s}
                job: {parallelism: %d}
                """.formatted(alerts, parallelism);
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    @Test
    void theAlertsOfABacktestAreSentOnceAtEachParallelismOverStopsAndACrash() throws Exception {
        try (FaultyCluster cluster = FaultyCluster.start(4, folder)) {
            String savepoint = null;
            int part = 0;
            for (int parallelism : new int[] {1, 4, 2}) {
                cluster.submit(config(parallelism), model, savepoint);
                await().atMost(PATIENCE).until(() -> cluster.runningAttempt().equals(OptionalInt.of(0)));
                feed.sendUpTo(++part * ROWS / 3);
                if (part < 3) {
                    awaitCommitted(cluster, idsBefore(part * ROWS / 3));
                    savepoint = cluster.stop();
                }
            }
            cluster.loseTaskManager();
            await().atMost(PATIENCE).until(() -> cluster.runningAttempt().isPresent());
            // The last incidents close by event time alone, which goes on no further.
            awaitCommitted(cluster, idsBefore(ROWS));
            cluster.checkpoint();
        }
        List<Alert> expected = backtest(ROWS);
        assertThat(expected).hasSizeGreaterThan(20);
        List<String> found = SeriesRecords.lines(committed.now());
        assertThat(found).doesNotHaveDuplicates();
        assertThat(SeriesRecords.lines(expected)).containsAll(found);
        assertThat(found).hasSizeGreaterThanOrEqualTo(idsBefore(ROWS).size());
        assertEachKeyOpensBeforeItCloses();
    }

    @Test
    void aSavepointOfAJobThatWentByARateIsAStartUnderABudget() throws Exception {
        try (FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(config(2, "rate: 0.01"), model, null);
            feed.sendUpTo(ROWS / 3);
            await().atMost(PATIENCE).until(() -> {
                cluster.checkpoint();
                return committed.now().size() > 20;
            });
            assertThat(committed.now()).noneMatch(Alert::hasSurprise);
            String savepoint = cluster.stop();

            cluster.submit(config(2), model, savepoint);
            feed.sendUpTo(ROWS);
            await().atMost(PATIENCE).until(() -> {
                cluster.checkpoint();
                return committed.now().stream().filter(Alert::hasSurprise).count() > 10;
            });
        }
    }

    @Test
    void theLastRecordBeforeASilenceAlertsThoughEventTimeNeverPassesIt() throws Exception {
        String opening = null;
        for (int rows = 1; opening == null && rows <= ROWS; rows++) {
            feed.sendUpTo(rows);
            long lastMillis = feed.sentRows().get(rows - 1).timestampMillis();
            opening = backtest(rows).stream()
                    .filter(alert -> alert.status().equals(Alert.OPEN) && alert.timestampMillis() == lastMillis)
                    .map(Alert::id)
                    .findFirst()
                    .orElse(null);
        }
        assertThat(opening).isNotNull();
        String last = opening;
        try (FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(config(2), model, null);
            await().atMost(PATIENCE).until(() -> {
                cluster.checkpoint();
                return committed.ids().contains(last);
            });
        }
    }

    private void assertEachKeyOpensBeforeItCloses() {
        Map<String, List<String>> byKey = committed.now().stream()
                .collect(Collectors.groupingBy(Alert::key, Collectors.mapping(Alert::status, Collectors.toList())));
        byKey.forEach((key, statuses) -> {
            for (int i = 0; i < statuses.size(); i++) {
                assertThat(statuses.get(i)).as("%s %d", key, i).isEqualTo(i % 2 == 0 ? Alert.OPEN : Alert.CLOSED);
            }
        });
    }

    private void awaitCommitted(FaultyCluster cluster, Set<String> ids) {
        await().atMost(PATIENCE).until(() -> {
            cluster.checkpoint();
            return committed.ids().containsAll(ids);
        });
    }

    /** Of what event time has surely passed: the watermark lies just before the last step. */
    private Set<String> idsBefore(int rows) throws Exception {
        long lastMillis = feed.sentRows().get(rows - 1).timestampMillis();
        return backtest(rows).stream()
                .filter(alert -> alert.timestampMillis() < lastMillis)
                .map(Alert::id)
                .collect(Collectors.toSet());
    }

    /** The rows that were sent, each at its place on the topic, through the backtest. */
    private List<Alert> backtest(int rows) throws Exception {
        DetectorConfig config = config(1);
        List<Alert> alerts = new ArrayList<>();
        try (LiveModel inUse = new LiveModel(
                model,
                null,
                config.refresh().guard(),
                new ModelScorers().create(model, config.score().scorer()),
                List.of(),
                BudgetOptions.of(config))) {
            Backtest backtest = new Backtest(
                    NAME,
                    inUse,
                    config.shingle(),
                    config.alerts(),
                    config.score().batchSize(),
                    new Alerts(alerts));
            for (Dataset.Row row : feed.sentRows().subList(0, rows)) {
                RecordMetadata place = feed.places().get((int) row.number());
                backtest.take(new SourcedObservation(
                        new Observation(row.key(), row.timestampMillis(), row.values()),
                        place.topic(),
                        place.partition(),
                        place.offset(),
                        null,
                        new byte[0]));
            }
            backtest.finish();
        }
        return alerts;
    }

    private record Alerts(List<Alert> heard) implements Backtest.Sink {
        @Override
        public void scored(ScoredObservation scored, String incident) {
            // Only the alerts matter.
        }

        @Override
        public void alert(Alert alert) {
            heard.add(alert);
        }
    }
}
