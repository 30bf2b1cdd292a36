// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.data.Observation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.RecordsReplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the demo's detector on the demo's data, scraped by a real Prometheus, and checks that every query of every panel
 * returns data. It writes the answers to {@code target/panels.txt}.
 */
@Tag("soak")
class DashboardsITCase {
    /** Panels that show trouble, or something that this detector does not do; they may be empty. */
    private static final List<String> MAY_BE_EMPTY = List.of(
            "Refused models", "Dead letters", "Refreshes", "Samples for the next refresh", "Champion and challenger");

    private static final double NORMAL_PER_SECOND = 300;
    private static final int NORMAL_RECORDS = 2500;
    private static final double INCIDENT_PER_SECOND = 10;

    /** First row of a labelled incident of the test table, on which the demo's detector alerts. */
    private static final int INCIDENT_FROM = 18_109;

    /** The whole incident. */
    private static final int INCIDENT_RECORDS = 41;

    /** First row of the last labelled incident, on which it alerts too. */
    private static final int ALERTED_FROM = 19_559;

    private static final int ALERTED_RECORDS = 31;
    private static final int ALL_RECORDS = NORMAL_RECORDS + INCIDENT_RECORDS + ALERTED_RECORDS;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static LocalPipeline pipeline;
    private static Prometheus prometheus;
    private static Instant normal;
    private static Instant incident;
    private static Instant alerted;

    @BeforeAll
    static void replayNormalRecordsAndAnIncident() throws Exception {
        MetricsServer.reset();
        Demo demo = new Demo(folder, new PrintWriter(new StringWriter()));
        DetectorConfig config = demo.train();
        int metricsPort = TestPorts.free();
        int flinkPort = TestPorts.free();
        pipeline = LocalPipeline.start(
                new LocalPipeline.Settings(
                        config.withMetrics(new MetricsOptions(metricsPort, metricsPort, LoopbackPorts.HOST)),
                        folder,
                        false,
                        0,
                        TestPorts.free(),
                        OptionalInt.of(flinkPort),
                        Optional.of(demo.artifact()),
                        true),
                line -> {});
        prometheus = Prometheus.scraping(folder, metricsPort, flinkPort);
        DemoData data = DemoData.unpackInto(Files.createDirectory(folder.resolve("data")));
        List<Observation> rows = data.testObservations();
        normal = replay(data, rows.subList(0, NORMAL_RECORDS), NORMAL_PER_SECOND, NORMAL_RECORDS);
        incident = replay(
                data,
                rows.subList(INCIDENT_FROM, INCIDENT_FROM + INCIDENT_RECORDS),
                INCIDENT_PER_SECOND,
                NORMAL_RECORDS + INCIDENT_RECORDS);
        alerted = replay(
                data, rows.subList(ALERTED_FROM, ALERTED_FROM + ALERTED_RECORDS), INCIDENT_PER_SECOND, ALL_RECORDS);
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
        MetricsServer.reset();
    }

    /** Replays rows and returns when Prometheus has seen them all. */
    private static Instant replay(DemoData data, List<Observation> rows, double perSecond, int all) {
        RecordsReplay.replay(pipeline.config(), data.features(), rows, perSecond, sent -> {});
        Awaitility.await("all records scored and scraped").atMost(PATIENCE).until(() -> {
            JsonNode seen = prometheus.query("sum(elbow_records_total)", Instant.now());
            return seen.path(0).path("value").path(1).asInt() == all;
        });
        return Instant.now();
    }

    @Test
    void everyQueryOfEveryPanelReturnsData() throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> empty = new ArrayList<>();
        for (DashboardPanels panel : DashboardPanels.all()) {
            JsonNode answer = prometheus.query(panel.of("demo", "40s"), alerted);
            lines.add(String.join("\t", panel.dashboard(), panel.panel(), panel.expression(), values(answer)));
            if (answer.isEmpty() && !MAY_BE_EMPTY.contains(panel.panel())) {
                empty.add(panel.dashboard() + ", " + panel.panel() + ": " + panel.expression());
            }
        }
        Files.write(Path.of("target", "panels.txt"), lines);
        assertThat(lines).hasSizeGreaterThan(30);
        assertThat(empty).isEmpty();
    }

    @Test
    void aLabelledIncidentLiftsTheNinetiethPercentileOfTheReconstructionErrorFivefold() {
        String buckets = "sum by (le) (elbow_reconstruction_error_nats_bucket%s)";
        String atFirst = buckets.formatted("");
        String then = buckets.formatted(
                " @ " + BigDecimal.valueOf(normal.toEpochMilli(), 3).toPlainString());
        double before = value(prometheus.query("histogram_quantile(0.9, " + atFirst + ")", normal));
        // The counts at both ends, not a rate: it does not depend on when Prometheus looked.
        double during = value(prometheus.query("histogram_quantile(0.9, " + atFirst + " - " + then + ")", incident));
        assertThat(during).isGreaterThan(5 * before);
    }

    @Test
    void theOutcomesAddUpToTheRecordsRead() {
        assertThat(value(prometheus.query("sum(elbow_records_total{detector=\"demo\"})", alerted)))
                .isEqualTo(ALL_RECORDS);
    }

    @Test
    void everyPanelSaysWhatItShowsAndInWhichUnit() throws IOException {
        assertThat(DashboardPanels.all()).allSatisfy(panel -> {
            assertThat(panel.description()).isNotBlank();
            assertThat(panel.unit()).isNotBlank();
        });
    }

    private static double value(JsonNode answer) {
        return answer.path(0).path("value").path(1).asDouble(Double.NaN);
    }

    private static String values(JsonNode answer) {
        List<String> values = new ArrayList<>();
        answer.forEach(sample -> values.add(sample.path("value").path(1).asText()));
        return values.isEmpty() ? "no data" : String.join(" ", values);
    }
}
