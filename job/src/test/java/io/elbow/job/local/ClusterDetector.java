// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.Alert;
import io.elbow.job.pipeline.AlertsSeen;
import io.elbow.job.pipeline.ExpectedAlerts;
import io.elbow.job.pipeline.RecordsFeed;
import io.elbow.job.pipeline.SeriesRecords;
import io.elbow.job.pipeline.TestingConfigs;
import io.elbow.kafka.TopicChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A detector as a user has it, with yaml and model as files, and its topics; sends rows to it and reads its results.
 */
final class ClusterDetector implements AutoCloseable {
    static final int ROWS = 2_400;

    private static final int PARTITIONS = 4;

    /**
     * Shorter than a step: each anomaly is an incident that stays open until the key's next record, whichever partition
     * is read first.
     */
    private static final Duration COOLDOWN = Duration.ofMillis(SeriesRecords.STEP_MILLIS / 2);

    private final DetectorConfig config;
    private final ModelArtifact model;
    private final Path yaml;
    private final Path modelFile;
    private final RawClient client;
    private final RecordsFeed feed;
    private final AlertsSeen uncommitted;
    private final AlertsSeen committed;

    /**
     * Writes the files and creates the topics.
     *
     * @param checkpoints how often the job takes one
     * @param metricsPorts of all TaskManagers, such as 9250-9260
     */
    ClusterDetector(
            String name, EmbeddedBroker broker, Path folder, String checkpoints, int parallelism, String metricsPorts)
            throws Exception {
        yaml = Files.writeString(
                Files.createDirectories(folder).resolve("detector.yaml"),
                TestingConfigs.topicsAfter(name, broker.bootstrapServers())
                        + """
                record: {key: machine, timestamp: {field: ts, unit: millis}}
                score: {scorer: pytorch, batch-size: 7}
                alerts: {cooldown: %dms}
                job: {parallelism: %d, checkpoint-interval: %s}
                metrics: {port: %s}
                """.formatted(COOLDOWN.toMillis(), parallelism, checkpoints, metricsPorts));
        config = ConfigLoader.load(yaml, Map.of());
        model = SeriesRecords.model(name);
        modelFile = folder.resolve("model.safetensors");
        ModelStore.save(model, modelFile);
        client = new RawClient(broker.bootstrapServers());
        TopicChecks.create(config);
        String alerts = config.kafka().topics().alerts();
        feed = new RecordsFeed(broker.bootstrapServers(), name, PARTITIONS, SeriesRecords.rows(ROWS, 7));
        uncommitted = new AlertsSeen(broker.bootstrapServers(), alerts, "read_uncommitted");
        committed = new AlertsSeen(broker.bootstrapServers(), alerts, "read_committed");
    }

    /** The job's command-line arguments. */
    String[] arguments() {
        return new String[] {"--config", yaml.toString(), "--model", modelFile.toString()};
    }

    /** Sends the rows up to this one, exclusive. */
    void send(int end) throws Exception {
        feed.sendUpTo(end);
    }

    int sent() {
        return feed.sentRows().size();
    }

    /** The alerts for the rows sent, by the batch scorer and the incident logic. */
    private List<Alert> expected() {
        return ExpectedAlerts.of(model, COOLDOWN, feed.sentRows(), feed.places());
    }

    private Set<String> expectedIds() {
        return expected().stream().map(Alert::id).collect(Collectors.toSet());
    }

    /** Waits until the alerts of all rows sent are on the topic, committed or not. */
    void awaitAlertsWritten() {
        Set<String> ids = expectedIds();
        RunningDetector.until(() -> uncommitted.ids().containsAll(ids));
    }

    void awaitAlertsCommitted() {
        Set<String> ids = expectedIds();
        RunningDetector.until(() -> committed.ids().containsAll(ids));
    }

    int alertsCommitted() {
        return committed.now().size();
    }

    boolean hasAlertsPending() {
        return !committed.ids().containsAll(uncommitted.ids());
    }

    /** Number of alerts that were written more than once, committed or not. */
    long alertsWrittenAgain() {
        List<Alert> all = uncommitted.now();
        return all.size() - all.stream().map(Alert::id).distinct().count();
    }

    /** Waits until the scores of all rows sent are committed, and so is the group's position on the topic. */
    void awaitSettled() {
        RunningDetector.until(() -> client.committed("elbow-" + config.name()) >= sent() && scores().size() >= sent());
    }

    List<ReadScore> scores() {
        return RunningDetector.scores(client, config);
    }

    /** Checks that each row's score is committed once. */
    void assertScoresOnce() {
        assertThat(scores())
                .extracting(ReadScore::id)
                .containsExactlyInAnyOrderElementsOf(feed.sentRows().stream()
                        .map(row -> row.key() + "@" + row.timestampMillis())
                        .toList());
    }

    /** Checks that each alert is committed once, and no other. */
    void assertExactlyTheExpectedAlerts(int least) {
        assertThat(ExpectedAlerts.closeCalls(model, feed.sentRows()))
                .as("rows whose verdict another scorer's rounding may change")
                .isEmpty();
        List<Alert> expected = expected();
        assertThat(expected).hasSizeGreaterThanOrEqualTo(least);
        assertThat(SeriesRecords.lines(committed.now()))
                .containsExactlyInAnyOrderElementsOf(SeriesRecords.lines(expected));
    }

    @Override
    public void close() {
        feed.close();
        uncommitted.close();
        committed.close();
        client.close();
    }
}
