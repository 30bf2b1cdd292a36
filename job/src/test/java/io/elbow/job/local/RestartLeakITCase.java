// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts and stops the job many times in one separate JVM, which must not accumulate resources. */
@Tag("soak")
class RestartLeakITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    @Test
    void eightRunsAndHundredsOfSwapsLeaveNoThreadNoFileNoClientNoArrayAndNoMeterBehind() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc/self/fd here: open files cannot be counted");
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .toList();
        List<String> options = List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                RestartLeakRun.class.getName(),
                folder.toString());
        try (ChildJvm jvm = ChildJvm.start("restarts", folder, classPath, Map.of(), options)) {
            await().atMost(PATIENCE).until(() -> !jvm.isAlive());
            String said = jvm.output();
            List<String> reported = said.lines()
                    .filter(line ->
                            line.startsWith(RestartLeakRun.HELD + " ") || line.startsWith(RestartLeakRun.SEEN + " "))
                    .toList();
            reported.forEach(System.out::println);
            assertThat(said).as(jvm.tail()).contains("after run 8", "model swaps", RestartLeakRun.SEEN + " {");
            assertThat(jvm.tail()).contains("ended with 0");
        }
    }
}
