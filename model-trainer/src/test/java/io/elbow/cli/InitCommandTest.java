// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.ModelStore;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureOptions.Standardize;
import io.elbow.config.RecordOptions.TimeUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                {"ts": 1767225660000, "host": {"id": "b"}, "disk": {"io": 2.5}}
                {"ts": 1767225720000, "host": {"id": "a"}, "disk": {"io": 3.5}}
                {"ts": 1767225780000, "host": {"id": "b"}, "disk": {"io": 1.5}}
                """);
        DetectorConfig config = suggested(lines);
        assertThat(config.record().key()).isEqualTo("host.id");
        assertThat(config.record().timestamp().unit()).isEqualTo(TimeUnit.MILLIS);
        assertThat(config.record().features()).containsExactly("disk.io");
    }

    @Test
    void ofRecordsThatHoldOneMetricEachItWritesAYamlThatWorks() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 240; i++) {
            text.append("{\"ts\":%d,\"name\":\"%s\",\"labels\":{\"instance\":\"i|%d\"},\"value\":%s}%n"
                    .formatted(
                            1_767_225_600_000L + i / 4 * 15_000L,
                            i % 2 == 0 ? "load" : "memory",
                            i / 2 % 2,
                            i % 2 == 0 ? 0.1 * (i % 7) : 1e9 * (8 + i % 5)));
        }
        Path lines = Tables.write(dir.resolve("narrow.jsonl"), text.toString());
        Path yaml = dir.resolve("detector.yaml");
        CommandRun run =
                CommandRun.of("init", "--input", lines, "--output", yaml).succeeded();
        assertThat(run.err()).contains("a record holds one value, and name says of what", "let the producer send");
        DetectorConfig config = ConfigLoader.load(yaml, Map.of());
        assertThat(config.record().keyFields()).containsExactly("name", "labels.instance");
        assertThat(config.features().standardize()).isEqualTo(Standardize.PER_KEY);

        Path model = dir.resolve("model.safetensors");
        CommandRun.of("train", "--input", lines, "--config", yaml, "--steps", 5, "--output", model)
                .succeeded();
        assertThat(ModelStore.load(model).manifest().perKey().names())
                .containsExactlyInAnyOrder("load|i\\|0", "load|i\\|1", "memory|i\\|0", "memory|i\\|1");
        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", lines, "--output", scores)
                .succeeded();
        assertThat(Tables.lines(scores).get(1)).startsWith("0,load|i\\|0,");
    }

    @Test
    void eachColumnThatIsLeftOutIsNamed() {
        Path csv = Tables.write(dir.resolve("x.csv"), "a,b,c\n1,red,5 ms\n3,blue,6 ms\n2,green,7 ms\n");
        CommandRun run = CommandRun.of("init", "--input", csv, "--output", dir.resolve("d.yaml"))
                .succeeded();
        assertThat(run.err()).contains("left out    b: text\n", "left out    c: numbers with a unit, such as '5 ms'");
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

    @ParameterizedTest
    @ValueSource(strings = {"10", "1e5", "no", "7-of-9", "cpu"})
    void anyFileNameMakesAYamlThatIsRead(String name) {
        Path csv = Tables.write(dir.resolve(name + ".csv"), "a,b\n1,2\n3,5\n");
        assertThat(suggested(csv).name()).isEqualTo(name);
        assertThat(suggested(csv).kafka().topics().alerts()).isEqualTo(name + "-alerts");
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
                .contains("nothing to learn", "a (text)");
    }
}
