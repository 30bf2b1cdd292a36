// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTest {
    private static final int COUNT = 2_000;
    private static final byte[] MODEL = "0123456789abcdef".repeat(4).getBytes(StandardCharsets.UTF_8);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({"1, machine-17, ''", "38, machine-17, monday", "380, a-rather-long-key-of-a-record, monday", "3, 机器, ''"
    })
    void itsBytesAreWhatTheJvmAllocatesForOne(int values, String key, String condition) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] conditionBytes = condition.getBytes(StandardCharsets.UTF_8);
        Sample[] samples = new Sample[COUNT];
        sample(values, MODEL, keyBytes, conditionBytes);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < COUNT; i++) {
            samples[i] = sample(values, MODEL, keyBytes, conditionBytes);
        }
        double allocated = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / COUNT;
        // Decoding a text of more than Latin-1 leaves some garbage.
        double tolerance = key.length() == keyBytes.length ? 0.02 : 0.25;
        assertThat(samples[COUNT - 1].bytes() / allocated).isCloseTo(1, within(tolerance));
    }

    private static Sample sample(int values, byte[] model, byte[] key, byte[] condition) {
        String[] conditions = condition.length == 0 ? new String[0] : new String[] {text(condition)};
        return new Sample(text(key), 1, new double[values], conditions, 1, 0.5, false, 0, text(model));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
