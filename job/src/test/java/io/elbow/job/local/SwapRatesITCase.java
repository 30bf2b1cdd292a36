// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.DetectorEventJson;
import io.elbow.job.metrics.MetricsServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The promised rate across a swap: the whole job on a real broker, a stream that does not change, one refresh in between. */
class SwapRatesITCase extends BrokerTestBase {
    private static final double RATE = FittedModels.ALERT_RATE;
    private static final int KEYS = 200;
    private static final int PARTITIONS = 4;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int MINUTES_EACH_SIDE = 500;
    private static final int TRAINING_ROWS = 110_000;
    private static final int CALIBRATED_ON = 20_000;
    private static final double MOST_APART = 1.3;

    private final Random random = new Random(11);
    private int minute;

    @Test
    void theRatesBeforeAndAfterARefreshOfAStationaryStreamAreAlike() throws Exception {
        MetricsServer.reset();
        String name = "stationary";
        ModelArtifact first = ThreeCauses.model(name, TRAINING_ROWS);
        assertThat(first.manifest().calibration().count()).isGreaterThanOrEqualTo(CALIBRATED_ON);
        DetectorConfig config = config(name);
        try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
            feed(config, MINUTES_EACH_SIDE);
            detector.awaitScores(KEYS * MINUTES_EACH_SIDE);
            List<DetectorEvent> events = refresh(config);
            assertThat(events)
                    .as("%s", events)
                    .extracting(DetectorEvent::event)
                    .containsExactly(DetectorEvent.FITTED, DetectorEvent.PUBLISHED, DetectorEvent.ACTIVATED);
            assertThat(events.get(0).figures().get("calibration_rows")).isGreaterThanOrEqualTo(CALIBRATED_ON);

            feed(config, 2 * MINUTES_EACH_SIDE);
            detector.awaitScores(2 * KEYS * MINUTES_EACH_SIDE);
            double before = rate(detector, first.modelId());
            double after = rate(detector, events.get(0).model());
            assertThat(before).as("rate of the first model").isBetween(RATE / 1.5, RATE * 1.5);
            assertThat(after / before)
                    .as("rate after the swap, %s, over the rate before, %s", after, before)
                    .isBetween(1 / MOST_APART, MOST_APART);
        }
    }

    private static double rate(RunningDetector detector, String model) {
        List<ReadScore> scores = detector.scores().stream()
                .filter(score -> score.model().equals(model))
                .toList();
        assertThat(scores).hasSize(KEYS * MINUTES_EACH_SIDE);
        return scores.stream().filter(ReadScore::anomaly).count() / (double) scores.size();
    }

    /** Samples are not thinned where records are counted, and so many are never reached. */
    private static DetectorConfig config(String name) {
        String yaml = RunningDetector.yaml(name, broker.bootstrapServers(), """
                record: {key: machine, timestamp: {field: ts, unit: millis}, max-ahead: off}
                alerts: {rate: %s, cooldown: 5m}
                refresh: {min-samples: 40000, every-records: 100000000, adapt-after: 6h, cpu-share: 1}
                """.formatted(RATE))
                .replace(
                        "    scores:",
                        "    events: " + name + "-events\n    control: " + name + "-control\n    scores:");
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    /** A record a minute and key, up to a minute. */
    private void feed(DetectorConfig config, int untilMinute) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (; minute < untilMinute; minute++) {
            for (int key = 0; key < KEYS; key++) {
                byte[] json = ThreeCauses.json("m" + key, minute * MINUTE_MILLIS, ThreeCauses.values(random))
                        .getBytes(StandardCharsets.UTF_8);
                records.add(new ProducerRecord<>(config.kafka().topics().records(), key % PARTITIONS, null, json));
            }
        }
        client.sendAll(records);
    }

    private static List<DetectorEvent> refresh(DetectorConfig config) throws Exception {
        client.send(config.kafka().topics().control(), null, "{\"command\":\"refresh\"}");
        RunningDetector.until(() -> {
            List<DetectorEvent> events = events(config);
            return !events.isEmpty()
                    && List.of(DetectorEvent.ACTIVATED, DetectorEvent.REFUSED, DetectorEvent.FAILED)
                            .contains(events.get(events.size() - 1).event());
        });
        return events(config);
    }

    private static List<DetectorEvent> events(DetectorConfig config) {
        return client.read(config.kafka().topics().events()).stream()
                .map(message -> DetectorEventJson.read(message.value()))
                .toList();
    }
}
