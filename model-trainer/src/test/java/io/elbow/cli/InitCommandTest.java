// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RecordOptions.TimeUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    @TempDir
    Path dir;

    private DetectorConfig suggested(Path input) {
        Path yaml = dir.resolve("detector.yaml");
        CommandRun.of("init", "--input", input, "--output", yaml, "--force").succeeded();
        return ConfigLoader.load(yaml, Map.of());
    }

    @Test
    void findsKeyTimeLabelAndFeaturesOfACsvFile() throws Exception {
        Path csv = Tables.write(dir.resolve("server metrics.csv"), """
                time,machine,cpu,memory,version,constant,label
                2026-01-01T00:00:00Z,a,0.1,10,v1,7,0
                2026-01-01T00:01:00Z,b,0.2,11,v1,7,0
                2026-01-01T00:02:00Z,a,0.3,12,v2,7,1
                2026-01-01T00:03:00Z,b,0.4,13,v2,7,0
                """);
        DetectorConfig config = suggested(csv);
        assertThat(config.name()).isEqualTo("server-metrics");
        assertThat(config.record().key()).isEqualTo("machine");
        assertThat(config.record().timestamp().field()).isEqualTo("time");
        assertThat(config.record().timestamp().unit()).isEqualTo(TimeUnit.ISO_8601);
        assertThat(config.record().features()).containsExactly("cpu", "memory");
    }

    @Test
    void findsPathsAndEpochsOfJsonLines() throws Exception {
        Path lines = Tables.write(dir.resolve("events.jsonl"), """
                {"ts": 1767225600000, "host": {"id": "a"}, "disk": {"io": 1.5}}
                {"ts": 1767225660000, "host": {"id": "a"}, "disk": {"io": 2.5}}
                """);
        DetectorConfig config = suggested(lines);
        assertThat(config.record().key()).isEqualTo("host.id");
        assertThat(config.record().timestamp().unit()).isEqualTo(TimeUnit.MILLIS);
        assertThat(config.record().features()).containsExactly("disk.io");
    }

    @Test
    void saysWhatItFoundAsJson() throws Exception {
        Path csv = Tables.write(dir.resolve("x.csv"), "a,b\n1,2\n3,5\n");
        JsonNode json = CommandRun.of("init", "--input", csv, "--output", dir.resolve("d.yaml"), "--json")
                .succeeded()
                .json();
        assertThat(json.path("key").isNull()).isTrue();
        assertThat(json.path("features")).hasSize(2);
    }

    @Test
    void replacesNothingUnasked() throws Exception {
        Path csv = Tables.write(dir.resolve("x.csv"), "a,b\n1,2\n3,5\n");
        Path yaml = Tables.write(dir.resolve("mine.yaml"), "mine\n");
        CommandRun run = CommandRun.of("init", "--input", csv, "--output", yaml);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("mine.yaml", "--force");
        assertThat(Files.readString(yaml)).isEqualTo("mine\n");
    }

    @Test
    void nothingToLearnIsSaid() throws Exception {
        Path csv = Tables.write(dir.resolve("x.csv"), "a\nred\nblue\n");
        assertThat(CommandRun.of("init", "--input", csv, "--output", dir.resolve("d.yaml"))
                        .oneError())
                .contains("nothing to learn", "a=text");
    }
}
