// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureSource;
import io.elbow.config.TrainOptions;
import io.elbow.job.pipeline.FirstModel;
import io.elbow.job.pipeline.InitialModelFinder;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.TopicChecks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A detector without history: its first model is fitted to what its topic collects. */
@Timeout(180)
class FirstModelITCase extends BrokerTestBase {
    private static final long START = 1_767_225_600_000L;
    private static final long MINUTE = 60_000;
    private static final Duration HOURS = Duration.ofHours(10);

    private final List<String> said = new ArrayList<>();

    private static DetectorConfig config(String name) {
        DetectorConfig config = RunningDetector.parse(RunningDetector.yaml(
                        name, broker.bootstrapServers(), "record: {key: machine, timestamp: {field: ts}}\n"))
                .withTrain(new TrainOptions(HOURS));
        TopicChecks.create(config);
        return config;
    }

    private static void produce(String topic, int first, int count, IntFunction<String> json) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = IntStream.range(first, first + count)
                .mapToObj(i -> new ProducerRecord<>(
                        topic, i % 2, (byte[]) null, json.apply(i).getBytes(StandardCharsets.UTF_8)))
                .toList();
        client.sendAll(records);
    }

    /** Two machines, each with a record a minute. */
    private static IntFunction<String> metrics() {
        Random random = new Random(7);
        return i -> "{\"machine\":\"m" + i % 2 + "\",\"ts\":" + (START + i / 2 * MINUTE) + ",\"cpu\":"
                + (50 + random.nextGaussian()) + ",\"memory\":" + (30 + random.nextGaussian()) + "}";
    }

    private FirstModel maker(DetectorConfig config) {
        return new FirstModel(config, said::add, InstantSource.fixed(Instant.ofEpochMilli(START)));
    }

    /** The next look at the topic is ten rounds later. */
    private static boolean look(FirstModel maker) throws InterruptedException {
        boolean made = false;
        for (int round = 0; round < 10 && !made; round++) {
            made = maker.make();
        }
        return made;
    }

    @Test
    void itSaysWhatIsMissingAndFitsAndPublishesWhenNothingIs() throws Exception {
        DetectorConfig config = config("first");
        FirstModel maker = maker(config);
        assertThat(look(maker)).isFalse();
        assertThat(said).singleElement().asString().contains("topic first holds no record");

        produce("first", 0, 800, metrics());
        assertThat(look(maker)).isFalse();
        assertThat(said).last().asString().contains("about 800 records over 6h", " of 10h are missing");
        assertThat(new ModelsTopic(config).resolve().champion()).isEmpty();

        produce("first", 800, 800, metrics());
        assertThat(look(maker)).isTrue();
        assertThat(said).anyMatch(line -> line.startsWith("fitting the first model to 1600 records"));

        InitialModelFinder.Found found = new InitialModelFinder(
                        "first", "first-models", new ModelsTopic(config)::resolve, () -> {}, said::add)
                .find(Optional.empty(), false);
        assertThat(found.origin()).isEqualTo("topic first-models");
        assertThat(found.artifact().manifest().sources())
                .extracting(FeatureSource::field)
                .containsExactlyInAnyOrder("cpu", "memory");
        assertThat(found.artifact().manifest().keyColumn()).isEqualTo("machine");
        assertThat(found.artifact().manifest().provenance().data().rows()).isEqualTo(1600);
    }

    @Test
    void aTopicOfOtherRecordsIsToldByTheirReason() throws Exception {
        DetectorConfig config = config("first-wrong");
        produce("first-wrong", 0, 300, i -> "{\"host\":\"a\",\"ts\":" + (START + i * MINUTE) + ",\"cpu\":1}");
        assertThat(look(maker(config))).isFalse();
        assertThat(said).singleElement().asString().contains("none of the 300 records", "missing-key 300", "machine");
    }

    @Test
    void aTopicThatIsNotPartitionedByTheKeyIsRefused() throws Exception {
        DetectorConfig config = config("first-unkeyed");
        IntFunction<String> both = metrics();
        // Both machines in partition 0, then an earlier half of both in partition 1.
        produce("first-unkeyed", 0, 1_600, i -> both.apply(i / 2 + (i % 2 == 0 ? 800 : 0)));
        assertThatThrownBy(() -> look(maker(config)))
                .hasMessageContaining("records of topic first-unkeyed are older than one before of their key");
    }

    @Test
    void ofAFewRecordsTheWholeSpanCounts() throws Exception {
        DetectorConfig config = config("first-few");
        produce("first-few", 0, 60, metrics());
        assertThat(look(maker(config))).isFalse();
        assertThat(said).singleElement().asString().contains("about 60 records over 27m");
    }

    /** Someone's test record of 1970 must not make ten hours of ten minutes. */
    @Test
    void oneOldRecordDoesNotMakeTheTopicLong() throws Exception {
        DetectorConfig config = config("first-old");
        produce("first-old", 0, 1, i -> "{\"machine\":\"a\",\"ts\":0,\"cpu\":1,\"memory\":2}");
        produce("first-old", 0, 2_000, i -> metrics().apply(i % 20));
        assertThat(look(maker(config))).isFalse();
        assertThat(said).singleElement().asString().contains("about 2,001 records over ", "of 10h are missing");
    }
}
