// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.cli.Main;
import io.elbow.config.DetectorConfig;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.TopicChecks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the batch retraining command with a broker and a running job. */
class RetrainITCase {
    private static final String NAME = "retrain";
    private static final int ROWS = 1_200;
    private static final long MINUTE_MILLIS = 60_000;
    private static final long START_MILLIS = 1_760_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void aShiftedLevelIsLearntFromTheTopicAndTheRunningJobSwapsToIt() throws Exception {
        MetricsServer.reset();
        ModelArtifact first = trained();
        String kafka = SharedBroker.get().bootstrapServers();
        try (RawClient client = new RawClient(kafka)) {
            String record = "record: {key: machine, timestamp: {field: ts, unit: millis}, features: [cpu, memory]}\n";
            DetectorConfig config = RunningDetector.config(NAME, kafka, record);
            Path yaml = Files.writeString(folder.resolve("detector.yaml"), RunningDetector.yaml(NAME, kafka, record));
            TopicChecks.create(config);
            Command published = Command.of("publish", "--model", folder.resolve("first.safetensors"), "--config", yaml);
            assertThat(published.exitCode).as(published.err).isZero();
            try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
                client.sendAll(shifted(0, 90));
                detector.awaitScores(ROWS);
                assertThat(shareAnomalous(detector, first)).isGreaterThan(0.8);

                Command retrained =
                        Command.of("retrain", "--from-kafka", "--since", "1h", "--config", yaml, "--publish");
                assertThat(retrained.exitCode).as(retrained.err).isZero();
                assertThat(retrained.err).contains("read back: ");

                ModelArtifact second = ArtifactCodec.decode(new ModelsTopic(config)
                        .resolve()
                        .champion()
                        .orElseThrow()
                        .artifact());
                assertThat(second.modelId()).isNotEqualTo(first.modelId());
                assertThat(second.manifest().provenance().parentModelId()).isEqualTo(first.modelId());
                RunningDetector.until(() -> detector.count("elbow_model_swaps_total") >= 1);
                client.sendAll(shifted(1, 90));
                detector.awaitScores(2 * ROWS);
                assertThat(shareAnomalous(detector, second)).isBetween(0.0, 0.03);
                assertLists(yaml, second);
            }
            assertLearnsFromASample(yaml);
        }
    }

    /** If a topic is larger than memory, whole blocks of a key are kept, and the command reports how many. */
    private void assertLearnsFromASample(Path yaml) {
        Path output = folder.resolve("sampled.safetensors");
        Command sampled = Command.of(
                "retrain",
                "--from-kafka",
                "--since",
                "1h",
                "--memory",
                "300KB",
                "--config",
                yaml,
                "--force",
                "--output",
                output);
        assertThat(sampled.exitCode).as(sampled.err).isZero();
        assertThat(sampled.err)
                .containsPattern("note: kept [0-9,]+ of 2,400 rows, drawn with seed [0-9]+ as whole blocks of a key");
        assertThat(ModelStore.load(output).manifest().provenance().data().rows())
                .isEqualTo(2 * ROWS);
    }

    /** A model of cpu and memory, both about 50. */
    private ModelArtifact trained() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        StringBuilder table = new StringBuilder("ts,cpu,memory\n");
        for (int i = 0; i < 2 * ROWS; i++) {
            table.append(i).append(',').append(50 + 5 * random.nextGaussian());
            table.append(',').append(50 + 5 * random.nextGaussian()).append('\n');
        }
        Path input = Files.writeString(folder.resolve("normal.csv"), table);
        Path output = folder.resolve("first.safetensors");
        Command train = Command.of(
                "train",
                "--input",
                input,
                "--timestamp",
                "ts",
                "--hidden",
                "32",
                "--steps",
                600,
                "--alert-rate",
                "0.01",
                "--output",
                output);
        assertThat(train.exitCode).as(train.err).isZero();
        return ModelStore.load(output);
    }

    private static void assertLists(Path yaml, ModelArtifact champion) {
        Command listed = Command.of("models", "list", "--config", yaml);
        assertThat(listed.exitCode).as(listed.err).isZero();
        assertThat(listed.out).contains(champion.shortId() + "  champion").contains("by retrain");
        Command shown = Command.of("models", "show", champion.shortId(), "--config", yaml);
        assertThat(shown.out).contains(champion.modelId());
    }

    private static double shareAnomalous(RunningDetector detector, ModelArtifact model) {
        List<ReadScore> scores = detector.scores().stream()
                .filter(score -> score.model().equals(model.modelId()))
                .toList();
        return (double) scores.stream().filter(ReadScore::anomaly).count() / scores.size();
    }

    /** Records, one a minute, of a machine whose cpu runs at another level than the first model knows. */
    private static List<ProducerRecord<byte[], byte[]>> shifted(int part, double level) {
        SplittableRandom random = new SplittableRandom(part);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = part * ROWS; i < (part + 1) * ROWS; i++) {
            String json = "{\"machine\":\"m\",\"ts\":" + (START_MILLIS + i * MINUTE_MILLIS) + ",\"cpu\":"
                    + (level + 5 * random.nextGaussian()) + ",\"memory\":" + (50 + 5 * random.nextGaussian()) + "}";
            records.add(new ProducerRecord<>(
                    NAME, "m".getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }

    private record Command(int exitCode, String out, String err) {
        static Command of(Object... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            String[] arguments = List.of(args).stream().map(Object::toString).toArray(String[]::new);
            int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments);
            return new Command(exitCode, out.toString(), err.toString());
        }
    }
}
