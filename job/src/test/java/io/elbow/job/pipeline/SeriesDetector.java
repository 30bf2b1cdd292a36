// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.event.Alert;
import io.elbow.job.local.RawClient;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.TopicChecks;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;

/** A detector's topics; sends rows to them and reads the results. */
final class SeriesDetector implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String broker;
    private final String name;
    private final int rows;
    private final Map<String, String> kafka;
    private final ModelArtifact model;
    private final Duration cooldown;
    private final RecordsFeed feed;
    private final AlertsSeen uncommitted;
    private final AlertsSeen committed;

    /**
     * Creates the topics and a model.
     *
     * @param rows number of generated rows; none of them is sent yet
     * @param kafka properties of every client of the job
     */
    SeriesDetector(String broker, String name, int partitions, Duration cooldown, int rows, Map<String, String> kafka)
            throws Exception {
        this.broker = broker;
        this.name = name;
        this.cooldown = cooldown;
        this.rows = rows;
        this.kafka = kafka;
        DetectorConfig config = config(2);
        model = SeriesRecords.model(name);
        try (RawClient client = new RawClient(broker)) {
            client.create(new NewTopic(name, partitions, (short) 1));
        }
        TopicChecks.create(config);
        String alerts = config.kafka().topics().alerts();
        feed = new RecordsFeed(broker, name, partitions, SeriesRecords.rows(rows, 7));
        uncommitted = new AlertsSeen(broker, alerts, "read_uncommitted");
        committed = new AlertsSeen(broker, alerts, "read_committed");
    }

    /**
     * A configuration with plain Java scores: a row's figures are the same in each batch, so that no verdict depends on
     * rounding.
     */
    DetectorConfig config(int parallelism) {
        String yaml = """
                name: %1$s
                kafka:
                  bootstrap-servers: %2$s
                  properties: %5$s
                  on-new-topic: continue  # a broker of another test holds a copy
                  topics:
                    records: %1$s
                    alerts: %1$s-alerts
                    models: %1$s-models
                    dead-letters: %1$s-dead-letters
                record: {key: machine, timestamp: {field: ts, unit: millis}}
                score: {scorer: java, batch-size: 7}
                alerts: {cooldown: %3$dms}
                job: {parallelism: %4$d}
                """.formatted(name, broker, cooldown.toMillis(), parallelism, json(kafka));
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    private static String json(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> property.getKey() + ": \"" + property.getValue() + "\"")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    ModelArtifact model() {
        return model;
    }

    void sendUpTo(int end) throws Exception {
        feed.sendUpTo(end);
    }

    private List<Alert> expected(int upTo) {
        return ExpectedAlerts.of(model, cooldown, feed.sentRows().subList(0, upTo), feed.places());
    }

    Set<String> expectedIds(int upTo) {
        return expected(upTo).stream().map(Alert::id).collect(Collectors.toSet());
    }

    /** Waits until the alerts of all rows sent are on the topic, committed or not. */
    void awaitUncommitted() {
        Set<String> ids = expectedIds(feed.sentRows().size());
        await().atMost(PATIENCE).until(() -> uncommitted.ids().containsAll(ids));
    }

    void awaitCommitted() {
        awaitCommittedUpTo(feed.sentRows().size());
    }

    void awaitCommittedUpTo(int upTo) {
        Set<String> ids = expectedIds(upTo);
        await().atMost(PATIENCE).until(() -> committed.ids().containsAll(ids));
    }

    /** Checkpoints until everything is committed, and once more, so that duplicates would show. */
    void checkpointUntilCommitted(FaultyCluster cluster) {
        Set<String> ids = expectedIds(rows);
        await().atMost(PATIENCE).until(() -> {
            cluster.checkpoint();
            return committed.ids().containsAll(ids);
        });
        cluster.checkpoint();
    }

    /** Waits until all alerts except these are committed and everything on the topic was read. */
    void awaitCommittedBut(Set<String> lost, FaultyCluster cluster) {
        Set<String> ids = expectedIds(rows);
        ids.removeAll(lost);
        await().atMost(PATIENCE).until(() -> {
            cluster.checkpoint();
            return committed.ids().equals(ids);
        });
    }

    void assertMoreUncommitted() {
        assertThat(pending()).as("alerts written and not committed").isNotEmpty();
    }

    /** Alerts that are on the topic but not committed. */
    Set<String> pending() {
        Set<String> pending = uncommitted.ids();
        pending.removeAll(committed.ids());
        return pending;
    }

    /** Number of records that this JVM's attempts have scored, including those read again. */
    double scored() {
        return MetricsServer.registry()
                .get("elbow.records")
                .tags("detector", name, "outcome", "scored")
                .counter()
                .count();
    }

    boolean sawAnAlertTwice() {
        List<Alert> all = uncommitted.now();
        return all.size() > all.stream().map(Alert::id).distinct().count();
    }

    /** The number of lost transactions that the job counted. */
    double lostTransactions() {
        return MetricsServer.registry().get("elbow.transactions.lost").tags("detector", name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    void assertExactlyTheExpected(int least) {
        List<Alert> expected = expected(rows);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(least);
        assertThat(SeriesRecords.lines(committed.now()))
                .containsExactlyInAnyOrderElementsOf(SeriesRecords.lines(expected));
        assertThat(lostTransactions()).as("counted as lost").isZero();
    }

    @Override
    public void close() {
        feed.close();
        uncommitted.close();
        committed.close();
    }
}
