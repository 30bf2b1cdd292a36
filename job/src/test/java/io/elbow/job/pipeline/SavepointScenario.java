// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.job.event.Alert;
import io.elbow.job.local.RawClient;
import io.elbow.job.operator.ModelScorers;
import io.elbow.kafka.TopicChecks;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The short run that the kept savepoint was taken from. It must never change: whoever restores the savepoint needs the
 * same records at the same offsets. Of five keys, three have two rows of their shingle of three, and two have one; the
 * incident of {@code m1} is open.
 */
final class SavepointScenario implements AutoCloseable {
    static final String NAME = "savepoint-v1";

    /** Number of rows scored before the savepoint. */
    static final int BEFORE = 8;

    static final int ROWS = 60;
    private static final int KEYS = 5;
    private static final int ANOMALOUS_ROW = 6;
    private static final Duration COOLDOWN = Duration.ofMillis(4 * SeriesRecords.STEP_MILLIS);

    private final String broker;
    private final RawClient client;
    private final RecordsFeed feed;

    /** Creates the topics. */
    SavepointScenario(String broker) throws Exception {
        this.broker = broker;
        client = new RawClient(broker);
        client.create(new NewTopic(NAME, 1, (short) 1));
        TopicChecks.create(config(1));
        feed = new RecordsFeed(broker, NAME, 1, rows());
    }

    static List<Dataset.Row> rows() {
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double cpu = i == ANOMALOUS_ROW ? 150 : 45 + i * 7 % 11;
            double[] values = {cpu, 44 + i * 5 % 13};
            rows.add(new Dataset.Row(i, "m" + i % KEYS, "", i / KEYS * SeriesRecords.STEP_MILLIS, values, false));
        }
        return rows;
    }

    DetectorConfig config(int parallelism) {
        String yaml = TestingConfigs.topicsAfter(NAME, broker) + """
                record: {key: machine, timestamp: {field: ts, unit: millis}}
                score: {scorer: java}
                alerts: {cooldown: %dms}
                job: {parallelism: %d}
                """.formatted(COOLDOWN.toMillis(), parallelism);
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    RawClient client() {
        return client;
    }

    void sendUpTo(int row) throws Exception {
        feed.sendUpTo(row);
    }

    /** The alerts for that many rows from the first. */
    List<Alert> expectedAlerts(ModelArtifact model, int rows) {
        return ExpectedAlerts.of(model, COOLDOWN, rows().subList(0, rows), feed.places());
    }

    /** Each row's verdict, by key and time, when all rows are scored as a table. */
    static Map<String, Verdict> expectedVerdicts(ModelArtifact model) {
        Map<String, Verdict> verdicts = new HashMap<>();
        try (Scorer scorer = new ModelScorers().create(model, ScorerChoice.JAVA)) {
            new BatchScoring(model.manifest(), scorer, model.manifest().alertRate(), null)
                    .score(SeriesRecords.dataset(rows()), new TableSink() {
                        @Override
                        public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                            verdicts.put(name(row.key(), row.timestampMillis()), verdict);
                        }

                        @Override
                        public void late(Dataset.Row row) {
                            throw new IllegalStateException("row " + row.number() + " is late");
                        }
                    });
        }
        return verdicts;
    }

    static String name(String key, long timestampMillis) {
        return key + "@" + timestampMillis;
    }

    @Override
    public void close() {
        feed.close();
        client.close();
    }
}
