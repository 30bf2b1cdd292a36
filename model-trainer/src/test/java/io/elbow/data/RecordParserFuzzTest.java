// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.elbow.config.RecordOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, the parser answers: with an observation that can be scored, or with a reason. */
class RecordParserFuzzTest {
    private static final int TRIES = 200_000;
    private static final int KINDS = 5;
    private static final int MAX_BYTES = 200_000;
    private static final long LATEST_MILLIS = 253_402_300_799_999L;
    private static final Duration MAX_AHEAD = Duration.ofDays(1);

    /**
     * Kafka timestamps to try with each input: none, the epoch, an hour before the valid record's time, the end of
     * time.
     */
    private static final long[] KAFKA_MILLIS = {-1, 0, 1_767_222_000_000L, Long.MAX_VALUE};

    private static final String VALID =
            "{\"machine\":\"a\",\"ts\":1767225600000,\"cpu\":0.5,\"disk\":{\"io\":3},\"memory\":-1e-3,\"other\":[1,{\"x\":null}]}";
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "null",
            "true",
            "NaN",
            "-Infinity",
            "1e999",
            "-1e-999",
            "\"cpu\":",
            "\"cpu\":1,",
            "\"machine\":\"\",",
            "\"ts\":-1,",
            "\"ts\":\"2026-13-45\",",
            "\"disk\":{\"io\":{}},",
            "\u0000",
            "é");

    private final RecordParser parser = new RecordParser(
            new RecordOptions(
                    "machine",
                    new RecordOptions.Timestamp("ts", RecordOptions.TimeUnit.MILLIS),
                    List.of(),
                    MAX_BYTES,
                    MAX_AHEAD),
            List.of("cpu", "disk.io", "memory"));
    private final SplittableRandom random = new SplittableRandom(20_260_101);
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int answered;

    @Test
    @Tag("soak")
    void answersRandomMutatedSplicedAndTruncatedRecords() {
        for (int i = 0; i < TRIES; i++) {
            answer(input(i % KINDS));
        }
        System.out.println("record parser, " + TRIES + " inputs: " + outcomes);
        assertThat(outcomes)
                .containsKeys(
                        "observation",
                        "malformed-json",
                        "missing-key",
                        "not-a-number",
                        "bad-timestamp",
                        "future-timestamp");
    }

    @Test
    void answersRecordsMadeToCostMuch() {
        answerAll(
                "[".repeat(100_000),
                "{\"a\":".repeat(30_000),
                "{\"cpu\":" + "9".repeat(100_000) + "}",
                "{\"cpu\":0." + "9".repeat(100_000) + "}",
                "{\"cpu\":1e" + "9".repeat(50_000) + "}",
                "{\"ts\":" + "9".repeat(100_000) + "}",
                "{\"machine\":\"" + "k".repeat(150_000) + "\",\"ts\":0,\"cpu\":1}",
                "{\"machine\":" + "7".repeat(900) + ",\"ts\":0,\"cpu\":1}",
                fields(10_000),
                "{\"" + "n".repeat(150_000) + "\":1}",
                "x".repeat(MAX_BYTES + 1),
                " ".repeat(MAX_BYTES));
        assertThat(outcomes).containsKeys("malformed-json", "too-large", "observation");
    }

    private void answerAll(String... records) {
        for (String record : records) {
            answer(record.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void answer(byte[] value) {
        long kafkaMillis = KAFKA_MILLIS[answered++ / KINDS % KAFKA_MILLIS.length];
        assertThatCode(() -> check(parser.parse(null, value, kafkaMillis), kafkaMillis))
                .as(() -> new String(Arrays.copyOf(value, Math.min(200, value.length)), StandardCharsets.ISO_8859_1))
                .doesNotThrowAnyException();
    }

    private void check(ParseResult result, long kafkaMillis) {
        if (result instanceof ParseResult.Parsed parsed) {
            Observation observation = parsed.observation();
            assertThat(observation.key()).isNotEmpty();
            assertThat(observation.timestampMillis()).isBetween(0L, LATEST_MILLIS);
            if (kafkaMillis >= 0) {
                assertThat(observation.timestampMillis() - kafkaMillis).isLessThanOrEqualTo(MAX_AHEAD.toMillis());
            }
            assertThat(observation.values()).hasSize(3);
            for (double value : observation.values()) {
                assertThat(Double.isInfinite(value)).isFalse();
            }
            outcomes.merge("observation", 1, Integer::sum);
        } else if (result instanceof ParseResult.Rejected rejected) {
            assertThat(rejected.detail()).isNotBlank().hasSizeLessThan(1_000);
            assertThat(rejected.errorClass()).isNotBlank();
            outcomes.merge(rejected.reason().code(), 1, Integer::sum);
        }
    }

    private byte[] input(int kind) {
        byte[] valid = VALID.getBytes(StandardCharsets.UTF_8);
        return switch (kind) {
            case 0 -> bytes(random.nextInt(80));
            case 1 -> mutated(valid, 1 + random.nextInt(4));
            case 2 -> Arrays.copyOf(valid, random.nextInt(valid.length));
            case 3 -> spliced();
            default -> valued();
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] valid, int changes) {
        byte[] bytes = valid.clone();
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Pieces of JSON put into a whole record at random places. */
    private byte[] spliced() {
        StringBuilder text = new StringBuilder(VALID);
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.insert(random.nextInt(text.length()), PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A well-formed record whose fields hold anything. */
    private byte[] valued() {
        List<String> values = List.of(
                "1", "-0.0", "1e308", "1e309", "null", "\"1\"", "true", "{}", "[]", "NaN", "\"\"", "4e-324", "0");
        StringBuilder text = new StringBuilder("{");
        for (String field : List.of("\"machine\"", "\"ts\"", "\"cpu\"", "\"disk.io\"", "\"memory\"")) {
            if (random.nextInt(8) > 0) {
                text.append(text.length() == 1 ? "" : ",")
                        .append(field)
                        .append(':')
                        .append(values.get(random.nextInt(values.size())));
            }
        }
        return text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String fields(int count) {
        StringBuilder text = new StringBuilder("{\"machine\":\"a\",\"ts\":0,\"cpu\":1");
        for (int i = 0; i < count; i++) {
            text.append(",\"f").append(i).append("\":").append(i);
        }
        return text.append('}').toString();
    }
}
