// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NumericFieldsTest {
    private final NumericFields fields = new NumericFields(TestDetector.record(1000));

    @Test
    void unitesTheNumericFieldsOfAllRecordsSortedByName() {
        assertThat(look("{\"machine\":\"a\",\"memory\":1,\"cpu\":2.5}")).isTrue();
        assertThat(look("{\"machine\":\"b\",\"disk\":3,\"cpu\":null}")).isTrue();
        assertThat(fields.found()).containsExactly("cpu", "disk", "memory");
    }

    @Test
    void leavesOutKeyTimestampAndWhatIsNoNumber() {
        look("{\"machine\":17,\"time\":{\"ts\":1,\"zone\":2},\"on\":true,\"name\":\"x\",\"list\":[1],\"cpu\":1}");
        assertThat(fields.found()).containsExactly("cpu", "time.zone");
        assertThat(fields.seen()).containsExactly("cpu", "list", "machine", "name", "on", "time.ts", "time.zone");
    }

    @Test
    void aNameWithADotIsThePathItReadsLike() {
        look("{\"cpu.user\":1,\"disk\":{\"free\":2}}");
        assertThat(fields.found()).containsExactly("cpu.user", "disk.free");
    }

    @Test
    void whatIsNoObjectIsNotReadable() {
        assertThat(look("[1]")).isFalse();
        assertThat(look("{\"cpu\":")).isFalse();
        assertThat(look("{\"cpu\":1} trailing")).isFalse();
        assertThat(fields.look(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}))
                .isFalse();
        assertThat(look("{\"cpu\":1," + " ".repeat(1000) + "\"memory\":1}")).isFalse();
        assertThat(look("")).isFalse();
        assertThat(fields.look(null)).isFalse();
        assertThat(fields.found()).isEmpty();
    }

    private boolean look(String value) {
        return fields.look(value.getBytes(StandardCharsets.UTF_8));
    }
}
