// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.metrics.MetricsServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The records topic is deleted and made anew while the job is stopped with a savepoint. */
@Timeout(180)
class NewTopicITCase extends BrokerTestBase {
    private static final int BEFORE = 31;
    private static final int AFTER = 50;
    private static final long STEP_MILLIS = 60_000;

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    private static DetectorConfig config(String name, String more) {
        String yaml = RunningDetector.yaml(
                        name, broker.bootstrapServers(), "record: {key: machine, timestamp: {field: ts}}\n")
                .replace("kafka:\n", "kafka:\n" + more);
        return RunningDetector.parse(yaml);
    }

    @Test
    void theNewTopicIsReadFromItsBeginning() throws Exception {
        DetectorConfig config = config("anew", "");
        ModelArtifact model = stopAndMakeTheTopicAnew(config);
        try (RunningDetector again = RunningDetector.start(config, model, folder, client)) {
            again.awaitScores(BEFORE + AFTER);
            assertThat(again.scores())
                    .extracting(ReadScore::id)
                    .as("31 of the new topic lie below the offset that the job had come to")
                    .hasSize(BEFORE + AFTER);
        }
    }

    @Test
    void theJobEndsIfTheYamlSaysSo() throws Exception {
        DetectorConfig config = config("anew-refused", "  on-new-topic: refuse\n");
        ModelArtifact model = stopAndMakeTheTopicAnew(config);
        assertThatThrownBy(() -> RunningDetector.start(config, model, folder, client))
                .hasMessageContainingAll("anew-refused was deleted and made anew", "kafka.on-new-topic is refuse");
    }

    private static ModelArtifact stopAndMakeTheTopicAnew(DetectorConfig config) throws Exception {
        String topic = config.kafka().topics().records();
        ModelArtifact model = FittedModels.ofCpuAndMemory(config.name(), 1, 1);
        client.create(new NewTopic(topic, 1, (short) 1));
        produce(topic, 0, BEFORE);
        try (RunningDetector detector = RunningDetector.start(config, model, folder, client)) {
            detector.awaitScores(BEFORE);
        }
        client.delete(topic);
        client.create(new NewTopic(topic, 1, (short) 1));
        produce(topic, BEFORE, AFTER);
        return model;
    }

    private static void produce(String topic, int first, int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = IntStream.range(first, first + count)
                .mapToObj(i -> "{\"machine\":\"m\",\"ts\":" + i * STEP_MILLIS + ",\"cpu\":50,\"memory\":50}")
                .map(json -> new ProducerRecord<>(topic, 0, (byte[]) null, json.getBytes(StandardCharsets.UTF_8)))
                .toList();
        client.sendAll(records);
    }
}
