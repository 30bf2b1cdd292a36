// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.elbow.job.metrics.MetricsServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark but that of fits runs and fills its fields; how fast anything is, is not asserted. */
@Tag("soak")
class BenchITCase {
    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void forgetMeters() {
        MetricsServer.reset();
    }

    @Test
    void aTinyRunOfEveryBenchmarkWritesWholeFigures() throws Exception {
        Path file = folder.resolve("bench/bench.json");
        BenchOptions tiny = new BenchOptions(
                true,
                // A fit during the stream takes longer than a tiny run.
                EnumSet.complementOf(EnumSet.of(BenchOptions.Part.REFRESH)),
                0,
                Duration.ofMillis(5),
                1,
                2_000,
                300,
                2,
                400,
                Duration.ofMillis(250),
                file);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new BenchMain(tiny, new PrintStream(printed, true, StandardCharsets.UTF_8)).run();

        JsonNode report = new JsonMapper().readTree(file.toFile());
        assertThat(report.get("machine").get("cores").asInt()).isPositive();
        assertThat(report.get("machine").get("java").asText()).startsWith("17");
        assertThat(report.get("machine").get("memoryGib").asDouble()).isPositive();
        List<String> groups = new ArrayList<>();
        for (JsonNode figure : report.get("figures")) {
            groups.add(figure.get("group").asText());
            requireWhole(figure);
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains(figure.get("name").asText());
        }
        assertThat(groups).contains("parser", "judge", "scorer", "pipeline", "metering", "latency");
    }

    private static void requireWhole(JsonNode figure) {
        JsonNode summary = figure.get("summary");
        assertThat(figure.get("unit").asText()).isIn("us/record", "records/s", "ms", "%");
        assertThat(summary.get("rounds").asInt()).isPositive();
        double median = summary.get("median").asDouble();
        assertThat(median)
                .isBetween(summary.get("min").asDouble(), summary.get("max").asDouble());
        JsonNode ratio = figure.get("ratio");
        if (!ratio.isNull()) {
            assertThat(ratio.get("to").asText()).isNotEmpty();
            // a latency may round to 0 ms
            assertThat(ratio.get("ofMedians").isNumber()).isTrue();
        }
    }
}
