// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleTest {
    private static Sample sample(String key, int values, String... conditions) {
        return new Sample(key, 1, new double[values], conditions, 1, 0.5, false, 0, "0123456789abcdef".repeat(4));
    }

    @Test
    void aValueMoreCostsEightBytesAndACharacterMoreTwo() {
        long bytes = sample("k", 10).bytes();
        assertThat(sample("k", 11).bytes()).isEqualTo(bytes + Double.BYTES);
        assertThat(sample("key", 10).bytes()).isEqualTo(bytes + 2 * Character.BYTES);
        assertThat(sample("k", 10, "monday", null).bytes()).isEqualTo(bytes + 6 * Character.BYTES);
    }

    @Test
    void aKeysOwnScalerCountsAsItsValuesDo() {
        double[] scaler = new double[10];
        Sample own = new Sample("k", 1, new double[10], new String[0], 1, 0.5, false, 0, "m", scaler, scaler);
        assertThat(own.bytes()).isEqualTo(sample("k", 30).bytes());
    }
}
