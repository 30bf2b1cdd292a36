// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PrometheusRulesTest {
    private static final Path FOLDER = Path.of("..", "docker", "prometheus");
    private static final Path RULES = FOLDER.resolve("rules").resolve("elbow.rules.yml");

    @Test
    void theRulesPassTheirOwnTests() throws Exception {
        MachineTools.assume("promtool", "prometheus");
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "tests/elbow_test.yml")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    @Test
    void everyAlertHasItsTestAndItsEntryInTheRunbooks() throws IOException {
        List<String> alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(RULES))
                .results()
                .map(match -> match.group(1))
                .toList();
        String tests = Files.readString(FOLDER.resolve("tests").resolve("elbow_test.yml"));
        String runbook = Files.readString(DashboardPanels.FOLDER.resolve("elbow-runbook.json"));
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(alerts).hasSizeGreaterThan(6).allSatisfy(alert -> {
            assertThat(tests).contains("alertname: " + alert);
            assertThat(runbook).contains("## " + alert);
            assertThat(readme).contains(alert);
        });
    }
}
