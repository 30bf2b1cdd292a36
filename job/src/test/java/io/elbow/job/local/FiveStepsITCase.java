// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.cli.Main;
import io.elbow.docs.MarkdownPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types what the README prints, line by line, in an empty folder and at an empty broker, as somebody does whose topic
 * holds a week of records. What differs: the broker's address, and free ports.
 */
@DisabledOnOs(OS.WINDOWS)
class FiveStepsITCase {
    private static final List<String> MACHINES = List.of("a", "b", "c");
    private static final int MINUTES = 1_500;
    private static final long MINUTE_MILLIS = 60_000;
    private static final String RETRAIN =
            "elbow-trainer retrain --from-kafka --since 7d --config detector.yaml --publish";

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void everyLineWorksAsPrintedAndTheModelThatScoresIsTheChampion() throws Exception {
        MarkdownPage readme = new MarkdownPage(Files.readString(Path.of("..", "README.md")));
        List<String> lines = readme.codeLines();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                RawClient client = new RawClient(broker.bootstrapServers())) {
            client.create(new NewTopic("metrics", 2, (short) 1));
            long end = System.currentTimeMillis() / MINUTE_MILLIS * MINUTE_MILLIS;
            client.sendAll(records(end - MINUTES * MINUTE_MILLIS, MINUTES, 50));

            assertEnds(0, "elbow-trainer init --topic metrics --bootstrap-servers " + broker.bootstrapServers());
            Files.writeString(
                    folder.resolve("detector.yaml"),
                    yaml(readme).replace("localhost:9092", broker.bootstrapServers()) + "metrics: {port: "
                            + TestPorts.free() + "}\n");
            assertEnds(0, printed(lines, "elbow-trainer topics"));
            assertEnds(0, printed(lines, "elbow-trainer train"));
            assertThat(folder.resolve("model.safetensors")).isRegularFile();

            String run = printed(lines, "elbow-local run") + " --rest-port " + TestPorts.free();
            Process running = start("run", run);
            try {
                RunningDetector.until(() -> output("run").contains("running; Ctrl-C stops with a savepoint"));
                assertThat(output("run")).contains("published ", "the models topic had no champion");
                client.sendAll(records(end, 1, 5_000));
                RunningDetector.until(() -> !client.read("metrics-alerts").isEmpty());

                String list = assertEnds(0, "elbow-trainer models list --config detector.yaml");
                assertThat(list).contains("champion", "by start");
                assertEnds(0, RETRAIN);
                assertThat(assertEnds(0, "elbow-trainer models list --config detector.yaml"))
                        .contains("by retrain");
            } finally {
                running.destroy();
            }
            assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output("run")).contains("savepoint written to ");
        }
    }

    private static String printed(List<String> lines, String beginning) {
        assertThat(lines).filteredOn(line -> line.startsWith(beginning)).hasSize(1);
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static String yaml(MarkdownPage readme) {
        assertThat(readme.blocks("yaml")).hasSize(1);
        return readme.blocks("yaml").get(0);
    }

    /** Runs a line to its end; returns what it printed. */
    private String assertEnds(int exitCode, String line) throws Exception {
        Process process = start("command", line);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(line).isTrue();
        String output = output("command");
        assertThat(process.exitValue()).as(line + "\n" + output).isEqualTo(exitCode);
        return output;
    }

    private String output(String name) throws Exception {
        return Files.readString(folder.resolve(name + ".out"));
    }

    private Process start(String name, String line) throws Exception {
        List<String> words = Arrays.asList(line.split("\\s+"));
        String main = words.get(0).equals("elbow-trainer") ? Main.class.getName() : LocalMain.class.getName();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(words.subList(1, words.size()));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
    }

    /** One record a minute of each machine, about a level. */
    private static List<ProducerRecord<byte[], byte[]>> records(long from, int minutes, double level) {
        SplittableRandom random = new SplittableRandom(from);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int minute = 0; minute < minutes; minute++) {
            for (String machine : MACHINES) {
                String json = "{\"machine\":\"" + machine + "\",\"ts\":" + (from + minute * MINUTE_MILLIS) + ",\"cpu\":"
                        + (level + 10 * random.nextDouble()) + ",\"memory\":" + (level + 10 * random.nextDouble())
                        + ",\"disk\":{\"io\":" + (level + 10 * random.nextDouble()) + "}}";
                records.add(new ProducerRecord<>(
                        "metrics", machine.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return records;
    }
}
