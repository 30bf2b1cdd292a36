// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are published on the models topic while records flow. */
class SwapITCase {
    private static final String NAME = "swap";
    private static final int KEYS = 6;
    private static final long STEP_MILLIS = 10;

    /** A little less than the limit, for the key and what Kafka adds. */
    private static final int JUST_UNDER_THE_LIMIT = ModelsTopic.MAX_MESSAGE_BYTES - 1024;

    @TempDir
    Path folder;

    private final AtomicInteger steps = new AtomicInteger();
    private RawClient client;

    @Test
    void aPublishedModelTakesOverAndARefusedOneDoesNot() throws Exception {
        MetricsServer.reset();
        ModelArtifact first = FittedModels.ofCpuAndMemory(NAME, 1, 1);
        ModelArtifact second = FittedModels.ofCpuAndMemory(NAME, 1, 2);
        ModelArtifact foreign = FittedModels.ofCpuAndMemory("another", 1, 3);
        ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();
        String kafka = SharedBroker.get().bootstrapServers();
        try (RawClient raw = new RawClient(kafka)) {
            client = raw;
            DetectorConfig config = RunningDetector.config(
                    NAME, kafka, "record: {key: machine, timestamp: {field: ts, unit: millis}}\n");
            try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
                ScheduledFuture<?> feeding =
                        feeder.scheduleAtFixedRate(this::feed, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
                detector.awaitScores(1);

                new ModelsTopic(config).publish(second, PublishOptions.champion("test"));
                RunningDetector.until(() -> scoredBy(detector, second));

                byte[] garbage = "no model".getBytes(StandardCharsets.UTF_8);
                byte[] altered = ArtifactCodec.encode(first);
                altered[altered.length - 1] ^= 1;
                byte[] huge = new byte[JUST_UNDER_THE_LIMIT];
                List<byte[]> hostile = List.of(garbage, ArtifactCodec.encode(foreign), altered, huge, new byte[0]);
                client.send(NAME + "-models", "somebody else", garbage);
                client.send(NAME + "-models", NAME + "/" + first.modelId(), garbage);
                for (byte[] message : hostile) {
                    client.send(NAME + "-models", NAME, message);
                }
                RunningDetector.until(() -> writtenBack().size() >= hostile.size());
                int fedBefore = steps.get();
                RunningDetector.until(() -> steps.get() > fedBefore);
                feeding.cancel(false);
                feeder.shutdown();
                assertThat(feeder.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
                detector.awaitScores(steps.get() * KEYS);

                assertThat(detector.count("elbow_models_refused_total", "unreadable"))
                        .isEqualTo(4);
                assertThat(detector.count("elbow_models_refused_total", "other-detector"))
                        .isEqualTo(1);
                assertThat(detector.count("elbow_model_swaps_total")).isEqualTo(1);
                assertRefused(hostile);
            }
            assertEachRecordOnce(RunningDetector.scores(client, config), first, second);
            assertThat(writtenBack())
                    .as("one answer a refusal, and none to an answer")
                    .hasSize(5)
                    .allSatisfy(message -> assertThat(message.value()).isEqualTo(ArtifactCodec.encode(second)));
            assertThat(new ModelsTopic(config)
                            .resolve()
                            .champion()
                            .orElseThrow()
                            .artifact())
                    .as("whoever starts from the topic finds the champion")
                    .isEqualTo(ArtifactCodec.encode(second));
        } finally {
            feeder.shutdownNow();
        }
    }

    /** Sends one more record of every key. */
    private void feed() {
        int step = steps.get();
        List<ProducerRecord<byte[], byte[]>> records = IntStream.range(0, KEYS)
                .mapToObj(k -> {
                    String json = "{\"machine\":\"m" + k + "\",\"ts\":" + step * 1_000L + ",\"cpu\":50,\"memory\":50}";
                    byte[] key = ("m" + k).getBytes(StandardCharsets.UTF_8);
                    return new ProducerRecord<>(NAME, key, json.getBytes(StandardCharsets.UTF_8));
                })
                .toList();
        try {
            client.sendAll(records);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        steps.incrementAndGet();
    }

    private static boolean scoredBy(RunningDetector detector, ModelArtifact model) {
        return detector.scores().stream().anyMatch(score -> score.model().equals(model.modelId()));
    }

    private List<ConsumerRecord<byte[], byte[]>> writtenBack() {
        return client.read(NAME + "-models").stream()
                .filter(message -> message.headers().lastHeader("answers") != null)
                .toList();
    }

    private void assertRefused(List<byte[]> hostile) {
        List<ConsumerRecord<byte[], byte[]>> deadLetters = client.read(NAME + "-dead-letters");
        assertThat(deadLetters)
                .extracting(ConsumerRecord::value)
                .containsExactlyElementsOf(hostile.stream()
                        .map(message -> Arrays.copyOf(message, Math.min(message.length, 64 * 1024)))
                        .toList());
        assertThat(deadLetters).allSatisfy(deadLetter -> {
            assertThat(deadLetter.headers().lastHeader("reason").value())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("model-refused");
            assertThat(deadLetter.headers().lastHeader("topic").value())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(NAME + "-models");
        });
    }

    private void assertEachRecordOnce(List<ReadScore> scores, ModelArtifact first, ModelArtifact second) {
        assertThat(scores).hasSize(steps.get() * KEYS);
        assertThat(scores).extracting(ReadScore::id).doesNotHaveDuplicates();
        for (int k = 0; k < KEYS; k++) {
            String key = "m" + k;
            List<ReadScore> ofKey =
                    scores.stream().filter(score -> score.key().equals(key)).toList();
            assertThat(ofKey).isSortedAccordingTo(Comparator.comparingLong(ReadScore::timestampMillis));
            int swap = ofKey.stream().map(ReadScore::model).toList().indexOf(second.modelId());
            assertThat(swap).isPositive();
            assertThat(ofKey.subList(0, swap)).extracting(ReadScore::model).containsOnly(first.modelId());
            assertThat(ofKey.subList(swap, ofKey.size()))
                    .extracting(ReadScore::model)
                    .containsOnly(second.modelId());
        }
    }
}
