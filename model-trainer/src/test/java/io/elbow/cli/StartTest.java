// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a command loads before it answers, in a JVM of its own. The time to start is that of its classes; unlike time,
 * they are the same on every machine.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StartTest {
    private static final String[] LIBRARIES = {
        "com.fasterxml.jackson.", "ai.djl.", "org.apache.kafka.", "org.apache.logging.", "org.slf4j."
    };

    @Test
    void helpLoadsNoLibraryButTheOneThatReadsFlags() throws Exception {
        assertThat(loaded("--help")).contains("picocli").doesNotContain(LIBRARIES);
        assertThat(loaded("train", "--help")).contains("picocli").doesNotContain(LIBRARIES);
    }

    @Test
    void whoInspectsAFileWaitsForNoEngineBrokerOrLog() throws Exception {
        Path artifact =
                Path.of(StartTest.class.getResource("/artifact-v2.safetensors").toURI());
        assertThat(loaded("inspect", artifact.toString()))
                .contains("com.fasterxml.jackson.")
                .doesNotContain("ai.djl.", "org.apache.kafka.", "org.apache.logging.", "org.slf4j.");
    }

    /** The libraries of the classes that a command loaded, each by the beginning of its packages' names. */
    private static Set<String> loaded(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        Set<String> prefixes = new TreeSet<>(List.of(LIBRARIES));
        prefixes.add("picocli");
        return prefixes.stream()
                .filter(prefix -> lines.stream().anyMatch(line -> line.contains("] " + prefix)))
                .collect(Collectors.toSet());
    }
}
