// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.DetectorEventJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Feeds one record a minute and key to a detector that is refreshed by messages, and reads its events. */
final class RefreshStream {
    static final long MINUTE_MILLIS = 60_000;

    private static final int PARTITIONS = 4;

    private final RawClient client;
    private final DetectorConfig config;
    private final int keys;
    private final Values values;
    private int minute;
    private int sent;

    /** One record's values, [features]. */
    @FunctionalInterface
    interface Values {
        double[] of(int key, int minute);
    }

    RefreshStream(RawClient client, DetectorConfig config, int keys, Values values) {
        this.client = client;
        this.config = config;
        this.keys = keys;
        this.values = values;
    }

    /** A configuration for records as {@link ThreeCauses#json} writes them, with topics for events and commands. */
    static DetectorConfig config(String name, String bootstrap, String more) {
        String yaml = RunningDetector.yaml(
                        name,
                        bootstrap,
                        "record: {key: machine, timestamp: {field: ts, unit: millis}, max-ahead: off}\n" + more)
                .replace(
                        "    scores:",
                        "    events: " + name + "-events\n    control: " + name + "-control\n    scores:");
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    static String key(int key) {
        return "m" + key;
    }

    /** The first minute that was not sent yet. */
    int minute() {
        return minute;
    }

    /** Number of records sent so far. */
    int sent() {
        return sent;
    }

    /** Sends records up to a minute. */
    void feed(int untilMinute) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (; minute < untilMinute; minute++) {
            for (int key = 0; key < keys; key++) {
                byte[] json = ThreeCauses.json(key(key), minute * MINUTE_MILLIS, values.of(key, minute))
                        .getBytes(StandardCharsets.UTF_8);
                records.add(new ProducerRecord<>(config.kafka().topics().records(), key % PARTITIONS, null, json));
            }
        }
        client.sendAll(records);
        sent += records.size();
    }

    /** Asks for a refresh and waits for its end. Returns all events so far. */
    List<DetectorEvent> refresh() throws Exception {
        int before = events().size();
        client.send(config.kafka().topics().control(), null, "{\"command\":\"refresh\"}");
        RunningDetector.until(() -> {
            List<DetectorEvent> events = events();
            return events.size() > before
                    && List.of(DetectorEvent.ACTIVATED, DetectorEvent.REFUSED, DetectorEvent.FAILED)
                            .contains(events.get(events.size() - 1).event());
        });
        return events();
    }

    /** Whether each of a key's records in a span of minutes is anomalous. */
    static List<Boolean> anomalies(List<ReadScore> scores, int key, int fromMinute, int untilMinute) {
        return scores.stream()
                .filter(score -> score.key().equals(key(key)))
                .filter(score -> score.timestampMillis() >= fromMinute * MINUTE_MILLIS
                        && score.timestampMillis() < untilMinute * MINUTE_MILLIS)
                .map(ReadScore::anomaly)
                .toList();
    }

    /** The share of anomalies. */
    static double rate(List<Boolean> anomalies) {
        assertThat(anomalies).isNotEmpty();
        return anomalies.stream().filter(anomaly -> anomaly).count() / (double) anomalies.size();
    }

    private List<DetectorEvent> events() {
        return client.read(config.kafka().topics().events()).stream()
                .map(message -> DetectorEventJson.read(message.value()))
                .toList();
    }
}
