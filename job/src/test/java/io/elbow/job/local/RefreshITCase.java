// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.ModelsTopic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Runs the whole job on a real broker and refreshes its model by messages of the control topic, so that it keeps up
 * with its stream.
 */
class RefreshITCase extends BrokerTestBase {
    private static final double RATE = FittedModels.ALERT_RATE;
    private static final int TRAINING_ROWS = 20_000;
    private static final int KEYS = 25;
    private static final int SHIFTED = 0;
    private static final int ILL = 1;
    private static final int COOLDOWN_MINUTES = 5;
    private static final int ADAPT_AFTER_MINUTES = 6 * 60;
    private static final int SHIFT_FROM = 300;
    private static final int INCIDENT_FROM = 100;
    private static final int INCIDENT_MINUTES = 120;
    private static final int EARLY = SHIFT_FROM + ADAPT_AFTER_MINUTES / 2;
    private static final int LASTED = SHIFT_FROM + ADAPT_AFTER_MINUTES + 40;
    private static final int THE_RATE_IS_TAKEN_OVER = 20_000;

    private final Random random = new Random(5);

    @Test
    void learnsAShiftOnceItLastedAndAnIncidentNever() throws Exception {
        MetricsServer.reset();
        String name = "shift";
        ModelArtifact first = ThreeCauses.model(name, TRAINING_ROWS);
        DetectorConfig config = config(name);
        RefreshStream stream = new RefreshStream(client, config, KEYS, this::values);
        try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
            stream.feed(EARLY);
            detector.awaitScores(stream.sent());
            client.send(config.kafka().topics().control(), null, "refresh, please");
            List<DetectorEvent> early = stream.refresh();
            assertThat(early).as("%s", early).hasSize(3);

            int notLearned = stream.minute();
            stream.feed(LASTED);
            detector.awaitScores(stream.sent());
            assertThat(RefreshStream.rate(RefreshStream.anomalies(detector.scores(), SHIFTED, notLearned, LASTED)))
                    .as("the shift, scored by a model refreshed before it had lasted")
                    .isCloseTo(
                            RefreshStream.rate(RefreshStream.anomalies(detector.scores(), SHIFTED, SHIFT_FROM, EARLY)),
                            within(0.1))
                    .isGreaterThan(0.8);
            assertThat(RefreshStream.rate(RefreshStream.anomalies(
                            detector.scores(), ILL, INCIDENT_FROM, INCIDENT_FROM + INCIDENT_MINUTES)))
                    .as("the incident")
                    .isGreaterThan(0.9);

            List<DetectorEvent> events = stream.refresh();
            assertThat(events).as("%s", events).hasSize(6);

            int learned = stream.minute();
            stream.feed(learned + THE_RATE_IS_TAKEN_OVER / KEYS);
            int again = stream.minute();
            incidentFrom = again;
            stream.feed(again + 60);
            detector.awaitScores(stream.sent());

            // The promised rate is over all records. A key with only some hundred learned records has a higher rate.
            assertThat(RefreshStream.rate(RefreshStream.anomalies(detector.scores(), SHIFTED, learned, again)))
                    .as("the shift once it was learned")
                    .isLessThan(0.2);
            List<ReadScore> scores = detector.scores();
            List<Boolean> all = IntStream.range(0, KEYS)
                    .boxed()
                    .flatMap(key -> RefreshStream.anomalies(scores, key, learned, again).stream())
                    .toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(THE_RATE_IS_TAKEN_OVER);
            assertThat(RefreshStream.rate(all)).as("all keys").isLessThan(2 * RATE);
            assertThat(RefreshStream.rate(RefreshStream.anomalies(detector.scores(), ILL, again, stream.minute())))
                    .as("the same incident after both refreshes")
                    .isGreaterThan(0.9);
            assertStory(events, first, config);
            assertThat(client.read(config.kafka().topics().deadLetters()))
                    .singleElement()
                    .satisfies(deadLetter -> {
                        assertThat(deadLetter.value())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo("refresh, please");
                        assertThat(deadLetter.headers().lastHeader("reason").value())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo("bad-control");
                    });
        }
        assertEachRecordOnceAndEachIncidentAlerted(config, stream.sent());
    }

    private int incidentFrom = INCIDENT_FROM;

    private static DetectorConfig config(String name) {
        return RefreshStream.config(
                name, broker.bootstrapServers(), """
                alerts: {rate: %s, cooldown: %dm}
                refresh: {min-samples: 1500, adapt-after: %dm, cpu-share: 1}
                """.formatted(RATE, COOLDOWN_MINUTES, ADAPT_AFTER_MINUTES));
    }

    private double[] values(int key, int minute) {
        boolean shifted = key == SHIFTED && minute >= SHIFT_FROM;
        boolean ill = key == ILL && minute >= incidentFrom && minute < incidentFrom + INCIDENT_MINUTES;
        double[] values = ThreeCauses.values(random);
        for (int f = 0; f < values.length; f++) {
            values[f] += ThreeCauses.DEVIATION * ((shifted && f < 5 ? 3 : 0) - (ill && f >= 3 ? 4 : 0));
        }
        return values;
    }

    private static void assertStory(List<DetectorEvent> events, ModelArtifact first, DetectorConfig config) {
        String second = events.get(0).model();
        String third = events.get(3).model();
        assertThat(events)
                .extracting(DetectorEvent::event)
                .containsExactly(
                        DetectorEvent.FITTED,
                        DetectorEvent.PUBLISHED,
                        DetectorEvent.ACTIVATED,
                        DetectorEvent.FITTED,
                        DetectorEvent.PUBLISHED,
                        DetectorEvent.ACTIVATED);
        assertThat(events)
                .extracting(DetectorEvent::model)
                .containsExactly(second, second, second, third, third, third);
        assertThat(events)
                .extracting(DetectorEvent::parent)
                .containsExactly(first.modelId(), first.modelId(), first.modelId(), second, second, second);
        ModelsTopic.Resolved topic = new ModelsTopic(config).resolve();
        ModelArtifact champion =
                ArtifactCodec.decode(topic.champion().orElseThrow().artifact());
        assertThat(champion.modelId()).isEqualTo(third).isNotEqualTo(second).isNotEqualTo(first.modelId());
        assertThat(champion.tensors()).isNotEqualTo(first.tensors());
        assertThat(champion.manifest().provenance().parentModelId()).isEqualTo(second);
        assertThat(topic.kept()).as("first, second and third").hasSize(3);
    }

    /** Nothing was lost while the job ran: each record has one score and each incident alerted. */
    private void assertEachRecordOnceAndEachIncidentAlerted(DetectorConfig config, int sent) {
        List<ReadScore> scores = RunningDetector.scores(client, config);
        assertThat(scores).hasSize(sent);
        assertThat(scores).extracting(ReadScore::id).doesNotHaveDuplicates();
        List<Alert> alerts = client.read(config.kafka().topics().alerts()).stream()
                .map(ConsumerRecord::value)
                .map(AlertJson::read)
                .toList();
        assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
        assertThat(alerts.stream()
                        .filter(alert -> alert.status().equals(Alert.OPEN))
                        .map(alert -> alert.key() + "@" + alert.timestampMillis())
                        .collect(Collectors.toSet()))
                .isEqualTo(openings(scores).stream().map(ReadScore::id).collect(Collectors.toSet()));
    }

    /** The anomalies that came a cooldown or more after the previous one. */
    private static List<ReadScore> openings(List<ReadScore> scores) {
        Map<String, Long> lastAnomaly = new HashMap<>();
        List<ReadScore> openings = new ArrayList<>();
        scores.stream()
                .filter(ReadScore::anomaly)
                .sorted(Comparator.comparingLong(ReadScore::timestampMillis))
                .forEach(anomaly -> {
                    Long before = lastAnomaly.put(anomaly.key(), anomaly.timestampMillis());
                    if (before == null
                            || anomaly.timestampMillis() - before >= COOLDOWN_MINUTES * RefreshStream.MINUTE_MILLIS) {
                        openings.add(anomaly);
                    }
                });
        return openings;
    }
}
