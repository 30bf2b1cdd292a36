// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    private static Dataset times(long... millis) {
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < millis.length; i++) {
            rows.add(new Dataset.Row(i, "k" + i % 2, "", millis[i], new double[] {1}, false));
        }
        return new Dataset("topic r", List.of("f"), rows, List.of());
    }

    @Test
    void keysInOrderAreNoFaultHoweverTheyLieBesideEachOther() {
        assertThat(KeyOrder.fault(times(100, 1, 200, 2, 300, 3))).isEmpty();
        assertThat(KeyOrder.fault(times(5, 5, 5, 5))).isEmpty();
        assertThat(KeyOrder.fault(times())).isEmpty();
    }

    @Test
    void aKeyOverSeveralPartitionsIsNamedWithTheRemedy() {
        assertThat(KeyOrder.fault(times(100, 100, 200, 200, 10, 10, 20, 20)).orElseThrow())
                .startsWith("4 of 8 records of topic r are older than one before of their key")
                .contains("record.key");
    }

    @Test
    void aFewLateRecordsAreNoFault() {
        long[] millis = new long[100];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = i % 20 == 19 ? i - 10 : i;
        }
        assertThat(KeyOrder.fault(times(millis))).isEmpty();
    }
}
