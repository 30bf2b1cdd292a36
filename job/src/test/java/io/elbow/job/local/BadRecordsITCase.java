// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.DetectorConfig;
import io.elbow.job.metrics.MetricsServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixes one bad record of each kind with good ones: the stream continues, and each bad record becomes a dead letter.
 */
class BadRecordsITCase {
    private static final String NAME = "bad";
    private static final int KEPT_BYTES = 64 * 1024;
    private static final int MAX_BYTES = 100_000;
    private static final int GOOD_A_KEY = 50;
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final int PARTITIONS = 4;
    private static final long YEAR_2100_MILLIS = 4_102_444_800_000L;

    /**
     * A record that must be rejected.
     *
     * @param value as it was produced; null: a tombstone
     */
    private record Bad(String reason, byte[] key, byte[] value) {
        static Bad text(String reason, String value) {
            return new Bad(reason, bytes("raw-key"), bytes(value));
        }
    }

    private static final List<Bad> BAD = List.of(
            Bad.text("malformed-json", "{\"machine\":\"a\",\"ts\":5,"),
            Bad.text("malformed-json", ""),
            Bad.text("missing-key", "{\"ts\":5,\"cpu\":1,\"memory\":1}"),
            Bad.text("missing-timestamp", "{\"machine\":\"a\",\"cpu\":1,\"memory\":1}"),
            Bad.text("bad-timestamp", "{\"machine\":\"a\",\"ts\":\"yesterday\",\"cpu\":1,\"memory\":1}"),
            Bad.text("bad-timestamp", json("a", -1, 50)),
            Bad.text("future-timestamp", json("a", YEAR_2100_MILLIS, 50)),
            Bad.text("not-a-number", "{\"machine\":\"a\",\"ts\":5,\"cpu\":\"high\",\"memory\":1}"),
            Bad.text("not-a-number", "{\"machine\":\"a\",\"ts\":5,\"cpu\":NaN,\"memory\":1}"),
            Bad.text("not-a-number", "{\"machine\":\"a\",\"ts\":5,\"cpu\":1e999,\"memory\":1}"),
            Bad.text("no-features", "{\"machine\":\"a\",\"ts\":5,\"disk\":1}"),
            Bad.text("too-large", json("a", 5, 50) + " ".repeat(MAX_BYTES)),
            new Bad("tombstone", bytes("raw-key"), null),
            new Bad("malformed-json", null, new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'}),
            Bad.text("late", json("a", 5, 50)));

    @TempDir
    Path folder;

    @Test
    void badRecordsBecomeDeadLettersByteForByteAndGoodOnesAreScored() throws Exception {
        MetricsServer.reset();
        String kafka = SharedBroker.get().bootstrapServers();
        try (RawClient client = new RawClient(kafka)) {
            DetectorConfig config = RunningDetector.config(NAME, kafka, """
                    record: {key: machine, timestamp: {field: ts, unit: millis}, max-bytes: %d}
                    shingle: {length: 2, min-rows: 2}
                    """.formatted(MAX_BYTES));
            try (RunningDetector detector =
                    RunningDetector.start(config, FittedModels.ofCpuAndMemory(NAME, 2, 1), folder, client)) {
                Map<String, Bad> bad = produce(client);
                int scored = (GOOD_A_KEY - 1) * KEYS.size();
                detector.awaitScores(scored);
                RunningDetector.until(() -> client.read(NAME + "-dead-letters").size() >= BAD.size());

                assertThat(detector.scores()).hasSize(scored);
                assertThat(detector.scores()).extracting(ReadScore::id).doesNotHaveDuplicates();
                assertDeadLetters(client.read(NAME + "-dead-letters"), bad);
                assertCountersAddUp(detector, scored);
            }
        }
    }

    /**
     * Produces good records first, then the bad ones mixed with further good ones. Returns the bad ones by partition
     * and offset.
     */
    private static Map<String, Bad> produce(RawClient client) throws Exception {
        Map<String, Bad> bad = new HashMap<>();
        for (int i = 0; i < GOOD_A_KEY; i++) {
            client.sendAll(good(i));
            // The late record, of key a, must come after newer ones in a's own partition.
            int next = i - GOOD_A_KEY / 2;
            if (next >= 0 && next < BAD.size()) {
                Bad one = BAD.get(next);
                int partition = one.reason().equals("late") ? 0 : next % PARTITIONS;
                RecordMetadata sent = client.send(new ProducerRecord<>(NAME, partition, one.key(), one.value()));
                bad.put(sent.partition() + ":" + sent.offset(), one);
            }
        }
        return bad;
    }

    private static List<ProducerRecord<byte[], byte[]>> good(int step) {
        return IntStream.range(0, KEYS.size())
                .mapToObj(k ->
                        new ProducerRecord<>(NAME, k, (byte[]) null, bytes(json(KEYS.get(k), 1_000L * (step + 1), 50))))
                .toList();
    }

    private static void assertDeadLetters(List<ConsumerRecord<byte[], byte[]>> deadLetters, Map<String, Bad> bad) {
        List<String> sources = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> deadLetter : deadLetters) {
            String source = header(deadLetter, "partition") + ":" + header(deadLetter, "offset");
            sources.add(source);
            Bad one = bad.get(source);
            assertThat(one).as("dead letter of %s", source).isNotNull();
            assertThat(header(deadLetter, "reason")).isEqualTo(one.reason());
            assertThat(header(deadLetter, "topic")).isEqualTo(NAME);
            assertThat(header(deadLetter, "error-class")).isNotBlank();
            assertThat(deadLetter.key()).isEqualTo(one.key());
            boolean cut = one.reason().equals("too-large");
            assertThat(deadLetter.value()).isEqualTo(cut ? Arrays.copyOf(one.value(), KEPT_BYTES) : one.value());
            assertThat(header(deadLetter, "truncated")).isEqualTo(Boolean.toString(cut));
            assertThat(header(deadLetter, "original-length"))
                    .isEqualTo(Integer.toString(one.value() == null ? 0 : one.value().length));
        }
        assertThat(sources).containsExactlyInAnyOrderElementsOf(bad.keySet());
    }

    private static void assertCountersAddUp(RunningDetector detector, int scored) throws Exception {
        String records = "elbow_records_total";
        int read = GOOD_A_KEY * KEYS.size() + BAD.size();
        assertThat(detector.count(records)).as("read").isEqualTo(read);
        assertThat(detector.count(records, "outcome=\"scored\"")).isEqualTo(scored);
        assertThat(detector.count(records, "outcome=\"warming_up\"")).isEqualTo(KEYS.size());
        assertThat(detector.count(records, "outcome=\"late\"")).isEqualTo(1);
        assertThat(detector.count(records, "outcome=\"rejected\"")).isEqualTo(BAD.size() - 1);
        assertThat(detector.count(records, "reason=\"not-a-number\"")).isEqualTo(3);
        assertThat(detector.count(records, "reason=\"future-timestamp\"")).isEqualTo(1);
        assertThat(detector.count(records, "reason=\"malformed-json\"")).isEqualTo(3);
    }

    private static String json(String key, long timestampMillis, double value) {
        return "{\"machine\":\"" + key + "\",\"ts\":" + timestampMillis + ",\"cpu\":" + value + ",\"memory\":" + value
                + "}";
    }

    private static String header(ConsumerRecord<byte[], byte[]> deadLetter, String name) {
        assertThat(deadLetter.headers().lastHeader(name)).as("header %s", name).isNotNull();
        return new String(deadLetter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
