// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.awaitility.Awaitility.await;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.pipeline.TestingConfigs;
import io.elbow.kafka.TopicChecks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** Runs the whole job on a test's broker. A plain client reads its results. */
final class RunningDetector implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final DetectorConfig config;
    private final RawClient client;
    private final LocalPipeline pipeline;

    private RunningDetector(DetectorConfig config, RawClient client, LocalPipeline pipeline) {
        this.config = config;
        this.client = client;
        this.pipeline = pipeline;
    }

    /**
     * A configuration with two task slots, frequent checkpoints and any free metrics port; the topics are named after
     * the detector.
     */
    static DetectorConfig config(String name, String bootstrapServers, String more) {
        return parse(yaml(name, bootstrapServers, more));
    }

    /** The configuration that a yaml describes, at any free metrics port. */
    static DetectorConfig parse(String yaml) {
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    /** The yaml of {@link #config}, without the metrics port. */
    static String yaml(String name, String bootstrapServers, String more) {
        return TestingConfigs.topicsAfter(name, bootstrapServers)
                + "job: {parallelism: 2, checkpoint-interval: 500ms}\n" + more;
    }

    static RunningDetector start(DetectorConfig config, ModelArtifact model, Path folder, RawClient client)
            throws Exception {
        TopicChecks.create(config);
        Path file = Files.createDirectories(folder.resolve(config.name())).resolve("model.safetensors");
        ModelStore.save(model, file);
        LocalPipeline.Settings settings = new LocalPipeline.Settings(
                config, file.getParent(), true, 0, TestPorts.free(), OptionalInt.empty(), Optional.of(file), false);
        return new RunningDetector(config, client, LocalPipeline.start(settings, line -> {}));
    }

    List<ReadScore> scores() {
        return scores(client, config);
    }

    static List<ReadScore> scores(RawClient client, DetectorConfig config) {
        return client.read(config.kafka().topics().scores()).stream()
                .map(ReadScore::of)
                .toList();
    }

    void awaitScores(int count) {
        until(() -> scores().size() >= count);
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(LOOK).until(condition);
    }

    /** The sum of a counter over all other labels, from the scrape endpoint. */
    double count(String meter, String... labels) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + pipeline.metricsPort() + "/metrics");
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return text.lines()
                .filter(line -> line.startsWith(meter + "{") && line.contains("detector=\"" + config.name() + "\""))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
