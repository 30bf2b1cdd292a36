// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PrometheusRulesTest {
    private static final Path FOLDER = Path.of("..", "docker", "prometheus");
    private static final Path RUNBOOK = Path.of("docs", "operating.md");
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
    void everyAlertHasItsTestAndTheSameEntryInBothRunbooks() throws IOException {
        List<String> alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(RULES))
                .results()
                .map(match -> match.group(1))
                .toList();
        String tests = Files.readString(FOLDER.resolve("tests").resolve("elbow_test.yml"));
        String dashboard = new ObjectMapper()
                .readTree(DashboardPanels.FOLDER.resolve("elbow-runbook.json").toFile())
                .findValuesAsText("content")
                .toString();
        String runbook = Files.readString(RUNBOOK);
        assertThat(alerts).hasSizeGreaterThan(6).allSatisfy(alert -> {
            assertThat(tests).contains("alertname: " + alert);
            Matcher entry = Pattern.compile("(?m)^\\| `" + alert + "` \\| (.*) \\| (.*) \\| (.*) \\|$")
                    .matcher(runbook);
            assertThat(entry.find()).as(RUNBOOK.toString()).isTrue();
            assertThat(dashboard)
                    .contains("## %s\n**Means:** %s\n\n**Look at:** %s\n\n**Do:** %s"
                            .formatted(alert, entry.group(1), entry.group(2), withoutLinks(entry.group(3))));
        });
    }

    private static String withoutLinks(String markdown) {
        return markdown.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1");
    }
}
