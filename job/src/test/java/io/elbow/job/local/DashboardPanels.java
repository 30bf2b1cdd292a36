// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A query of a panel of a provisioned dashboard. */
record DashboardPanels(String dashboard, String panel, String description, String unit, String expression) {
    static final Path FOLDER = Path.of("..", "docker", "grafana", "dashboards");

    static List<DashboardPanels> all() throws IOException {
        List<DashboardPanels> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        all.add(new DashboardPanels(
                                dashboard.path("title").asText(),
                                panel.path("title").asText(),
                                panel.path("description").asText(),
                                panel.path("fieldConfig")
                                        .path("defaults")
                                        .path("unit")
                                        .asText(),
                                target.path("expr").asText()));
                    }
                }
            }
        }
        return all;
    }

    /** The expression as Grafana would send it. */
    String of(String detector, String window) {
        return expression
                .replace("$detector", detector)
                .replace("$job", ".*")
                .replace("$feature", ".*")
                .replace("$__rate_interval", window)
                .replace("$__range", window);
    }
}
