// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.operator.TestingModels;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher refuses before it starts anything. */
class LocalMainTest {
    private static final String NOWHERE = "localhost:1";

    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    /** Runs the launcher with free ports for everything that is not given. A flag must not be given twice. */
    private LauncherRun run(String yaml, String restPort, String metricsPort, String... more) {
        String[] arguments = {"run", "--config", yaml, "--rest-port", restPort, "--metrics-port", metricsPort};
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return LauncherRun.of(all);
    }

    private String yaml() {
        return LauncherRun.yaml(folder, NOWHERE, "");
    }

    private static String free() {
        return Integer.toString(TestPorts.free());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "demo", "backtest"})
    void helpShowsAnExample(String command) {
        LauncherRun help = command.isEmpty() ? LauncherRun.of("--help") : LauncherRun.of(command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: elbow-local", "Example", "  elbow-local " + command);
        assertThat(help.err()).isEmpty();
    }

    /** The time to start is that of the classes; unlike time, they are the same on every machine. */
    @Test
    void helpLoadsNeitherFlinkNorKafkaNorAnEngine() throws Exception {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        try (ChildJvm launcher = ChildJvm.start(
                "help",
                folder,
                classPath,
                Map.of(),
                List.of("-Xlog:class+load:stdout", LocalMain.class.getName(), "--help"))) {
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.output())
                    .contains("Usage: elbow-local", "] picocli.")
                    .doesNotContain("] org.apache.", "] kafka.", "] ai.djl.", "] com.fasterxml.", "] org.slf4j.");
        }
    }

    @Test
    void withoutACommandItListsTheCommands() {
        LauncherRun run = LauncherRun.of();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("error: name a command: demo, run or backtest");
    }

    @Test
    void aMisspeltOptionOrCommandGetsASuggestion() {
        LauncherRun option = LauncherRun.of("run", "--confg", "detector.yaml");
        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.err()).contains("'--confg'", "did you mean", "--config");
        LauncherRun command = LauncherRun.of("rnu");
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.err()).contains("unknown command 'rnu'", "demo, run");
    }

    @Test
    void namesAMissingYaml() {
        String missing = folder.resolve("missing.yaml").toString();
        run(missing, free(), free()).assertOneLine(2, missing, "no such file");
    }

    @Test
    void namesWhatIsWrongInAYaml() {
        String yaml = LauncherRun.yaml(folder, NOWHERE, "alerts: {rate: 7, cooldwn: 5m}\n");
        run(yaml, free(), free()).assertOneLine(2, yaml, "alerts.rate", "7", "cooldwn");
    }

    @Test
    void aBusyKafkaPortIsNamedWithItsFlag() throws IOException {
        try (ServerSocket busy = LauncherRun.busyPort()) {
            String port = Integer.toString(busy.getLocalPort());
            run(yaml(), free(), free(), "--kafka-port", port).assertOneLine(2, "port " + port, "--kafka-port");
        }
    }

    @Test
    void aBusyRestPortIsNamedWithItsFlag() throws IOException {
        try (ServerSocket busy = LauncherRun.busyPort()) {
            String port = Integer.toString(busy.getLocalPort());
            run(yaml(), port, free(), "--kafka-port", free()).assertOneLine(2, "port " + port, "--rest-port");
        }
    }

    @Test
    void aBusyMetricsPortIsNamedWithItsFlagOrItsKey() throws IOException {
        try (ServerSocket busy = LauncherRun.busyPort()) {
            String port = Integer.toString(busy.getLocalPort());
            run(yaml(), free(), port, "--kafka-port", free()).assertOneLine(2, "port " + port, "--metrics-port");
            String yaml = LauncherRun.yaml(folder, NOWHERE, "metrics: {port: " + port + "}\n");
            LauncherRun.of("run", "--config", yaml, "--rest-port", free(), "--kafka-port", free())
                    .assertOneLine(1, "port " + port, "metrics.port");
        }
    }

    @Test
    void aBusyPagePortIsNamedWithItsFlag() throws IOException {
        try (ServerSocket busy = LauncherRun.busyPort()) {
            String port = Integer.toString(busy.getLocalPort());
            run(yaml(), free(), free(), "--page-port", port).assertOneLine(2, "port " + port, "--page-port");
            LauncherRun.of("demo", "--page-port", port).assertOneLine(2, "port " + port, "--page-port");
        }
    }

    @Test
    void aMissingModelIsNamed() {
        String missing = folder.resolve("missing.safetensors").toString();
        run(yaml(), free(), free(), "--model", missing).assertOneLine(2, missing, "does not exist");
    }

    @Test
    void anAlteredModelIsNamedWithTheReason() throws IOException {
        byte[] bytes = ArtifactCodec.encode(TestingModels.model(1, 1));
        bytes[bytes.length - 1] ^= 1;
        Path altered = Files.write(folder.resolve("altered.safetensors"), bytes);
        run(yaml(), free(), free(), "--model", altered.toString()).assertOneLine(2, altered.toString(), "altered");
    }

    @Test
    void flagsThatContradictEachOtherAreRefused() {
        run(yaml(), free(), free(), "--external-kafka", "--kafka-port", free())
                .assertOneLine(2, "--kafka-port", "--external-kafka");
        run(yaml(), free(), free(), "--model-override").assertOneLine(2, "--model-override needs --model");
    }

    @Test
    void verboseShowsTheStack() {
        LauncherRun run = LauncherRun.of("run", "--config", "missing.yaml", "--verbose");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("\tat ");
    }

    @Test
    void aFolderWithOtherDataIsNotUsedForABroker() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/kafka"));
        Files.writeString(data.resolve("notes.txt"), "mine");
        run(
                        yaml(),
                        free(),
                        free(),
                        "--kafka-port",
                        free(),
                        "--data",
                        folder.resolve("data").toString())
                .assertOneLine(2, data.toString(), "--data");
    }
}
