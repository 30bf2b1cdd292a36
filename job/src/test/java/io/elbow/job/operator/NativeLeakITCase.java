// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native memory over 40,000 batches of 8 and 40 model swaps, in a JVM whose heap is resident from the start, so that
 * what grows is not the heap.
 */
@Tag("soak")
class NativeLeakITCase {
    private static final long LIMIT_BYTES = 32L << 20;
    private static final long PATIENCE_MINUTES = 5;

    @TempDir
    Path folder;

    @BeforeAll
    static void onlyWhereTheResidentSizeCanBeRead() {
        assumeTrue(
                Files.isReadable(Path.of("/proc/self/status")),
                "no /proc/self/status here: the resident size of a process cannot be read");
    }

    @Test
    void scoringAndSwappingModelsLeavesNoNativeMemoryBehind() throws Exception {
        assertThat(growth()).isLessThan(LIMIT_BYTES);
    }

    /** Shows that the limit of the other test would be passed by the smallest leak: one array of a batch's rows. */
    @Test
    void oneArrayLeakedABatchPassesTheLimit() throws Exception {
        assertThat(growth(NativeLeakRun.LEAK)).isGreaterThan(LIMIT_BYTES);
    }

    private long growth(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                NativeLeakRun.class.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("ended in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text.lines()
                .filter(line -> line.startsWith(NativeLeakRun.GROWTH))
                .mapToLong(line -> Long.parseLong(line.substring(NativeLeakRun.GROWTH.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no growth reported: " + text));
    }
}
