// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.data.Observation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {
    private static String text(Map<String, byte[]> headers, String name) {
        return new String(headers.get(name), StandardCharsets.UTF_8);
    }

    @Test
    void sayWhyAndWhere() {
        RejectedRecord rejected = RejectedRecord.of(
                "too-large", "RecordTooLarge", "big", "metrics", 2, 7, null, new byte[100_000], 70_000);
        Map<String, byte[]> headers = DeadLetterHeaders.of(rejected);
        assertThat(headers.keySet())
                .containsExactly(
                        "reason",
                        "error-class",
                        "topic",
                        "partition",
                        "offset",
                        "truncated",
                        "original-length",
                        "detail");
        assertThat(text(headers, "reason")).isEqualTo("too-large");
        assertThat(text(headers, "partition")).isEqualTo("2");
        assertThat(text(headers, "offset")).isEqualTo("7");
        assertThat(text(headers, "truncated")).isEqualTo("true");
        assertThat(text(headers, "original-length")).isEqualTo("100000");
        assertThat(rejected.rawValue()).hasSize(64 * 1024);
    }

    @Test
    void aLongDetailIsShortened() {
        RejectedRecord rejected = RejectedRecord.of("not-a-number", null, "x".repeat(10_000), "t", 0, 0, null, null, 1);
        assertThat(text(DeadLetterHeaders.of(rejected), "detail")).hasSize(501).endsWith("…");
        assertThat(DeadLetterHeaders.of(rejected)).doesNotContainKey("error-class");
    }

    @Test
    void aLateRecordKeepsItsBytes() {
        SourcedObservation late = new SourcedObservation(
                new Observation("k", 5, new double[0]), "metrics", 1, 2, new byte[] {1}, new byte[] {2, 3});
        RejectedRecord rejected = RejectedRecord.late(late, 9);
        assertThat(rejected.reason()).isEqualTo("late");
        assertThat(rejected.detail()).contains("5 ms").contains("9 ms");
        assertThat(rejected.rawKey()).containsExactly(1);
        assertThat(rejected.rawValue()).containsExactly(2, 3);
        assertThat(rejected.truncated()).isFalse();
        assertThat(rejected.originalLength()).isEqualTo(2);
    }

    @Test
    void aValueOverTheLimitButUnder64KibibytesIsKeptWhole() {
        RejectedRecord rejected = RejectedRecord.of("too-large", null, null, "t", 0, 0, null, new byte[2_000], 1_000);
        assertThat(rejected.rawValue()).hasSize(2_000);
        assertThat(rejected.truncated()).isFalse();
    }
}
