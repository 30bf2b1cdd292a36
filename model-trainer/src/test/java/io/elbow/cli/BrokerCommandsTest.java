// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelStore;
import io.elbow.testing.RandomModels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that talk to a broker, without one: all at once, since each waits for its time to be up. */
class BrokerCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    private static Path dir;

    private static String address;
    private static Path config;
    private static Path table;
    private static final Map<String, CompletableFuture<Timed>> RUNS = new LinkedHashMap<>();

    @BeforeAll
    static void runWhereNobodyListens() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + socket.getLocalPort();
        }
        config = Tables.yaml(dir.resolve("detector.yaml"), address, "");
        table = Tables.labelled(dir.resolve("points.csv"), 100);
        Path model = dir.resolve("model.safetensors");
        ModelStore.save(RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0), 1), model);
        Path ofModel = Tables.write(
                dir.resolve("of-model.yaml"),
                String.join("\n", Tables.lines(config)).replace("name: tiny", "name: random-model"));
        start("publish", "publish", "--model", model, "--config", ofModel);
        start("topics", "topics", "--config", config);
        start("topics --create", "topics", "--config", config, "--create");
        start("replay", "replay", "--input", table, "--config", config);
        start("train", "train", "--from-kafka", "--since", "7d", "--config", config, "--output", output("read"));
        start(
                "train --publish",
                "train",
                "--steps",
                5,
                "--input",
                table,
                "--config",
                config,
                "--publish",
                "--output",
                output("published"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish", "topics", "topics --create", "replay", "train"})
    void anUnreachableBrokerIsNamedWithinFifteenSeconds(String command) {
        Timed timed = RUNS.get(command).join();
        assertThat(timed.run.exitCode()).isEqualTo(1);
        assertThat(timed.run.oneError()).contains("no Kafka broker answered at " + address);
        assertThat(timed.took).isLessThan(PATIENCE);
        assertThat(output("read")).doesNotExist();
    }

    @Test
    void aModelThatCannotBePublishedIsWrittenAllTheSame() {
        CommandRun run = RUNS.get("train --publish").join().run;
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("written      " + output("published"))
                .contains("error: no Kafka broker answered at " + address);
        assertThat(output("published")).exists();
    }

    @Test
    void replayRefusesARateThatIsNone() {
        CommandRun run = CommandRun.of("replay", "--input", table, "--config", config, "--rate", -3);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("--rate must be a positive number of records a second but was -3.0");
    }

    private static void start(String name, Object... args) {
        RUNS.put(name, CompletableFuture.supplyAsync(() -> Timed.of(args), task -> new Thread(task).start()));
    }

    private static Path output(String name) {
        return dir.resolve(name + ".safetensors");
    }

    private record Timed(CommandRun run, Duration took) {
        static Timed of(Object... args) {
            long start = System.nanoTime();
            CommandRun run = CommandRun.of(args);
            return new Timed(run, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
