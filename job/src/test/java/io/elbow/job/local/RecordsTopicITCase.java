// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelStore;
import io.elbow.cli.Main;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RecordOptions;
import io.elbow.data.ColumnChoice;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.data.RowSample;
import io.elbow.kafka.KafkaUnavailableException;
import io.elbow.kafka.RecordsLook;
import io.elbow.kafka.RecordsReplay;
import io.elbow.kafka.RecordsTopic;
import io.elbow.kafka.TopicChecks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RecordsTopicITCase extends BrokerTestBase {
    /** Long past, so that only the given time can decide the span; young enough not to be deleted. */
    private static final Instant NOW = Instant.now().minus(Duration.ofHours(3));

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void readsTheSpanAloneByKafkasTimestamps() throws Exception {
        DetectorConfig config = created("span", TestDetector.RECORD);
        send("span", NOW.minus(HOUR).minusMillis(1), json(1));
        send("span", NOW.minus(HOUR), json(2));
        send("span", NOW, json(3));
        // Out of order: it comes after the first record of the span but is older than the span.
        send("span", NOW.minus(HOUR).minusSeconds(5), json(4));
        send("span", NOW.plusSeconds(5), json(5));

        RecordsTopic.ReadBack read = read(config, List.of(), HOUR, NOW);

        assertThat(read.dataset().rows()).extracting(row -> row.values()[0]).containsExactly(2.0, 3.0, 5.0);
        assertThat(read.dataset().rows()).extracting(Dataset.Row::number).containsExactly(0L, 1L, 2L);
        assertThat(read.dataset().source()).isEqualTo("topic span");
        assertThat(read.dataset().features()).containsExactly("cpu", "memory");
        assertThat(read.rejected()).isEmpty();
        assertThat(read.endOffsets()).hasSize(4).containsValue(5L).containsValue(0L);
    }

    @Test
    void findsTheFeaturesThatNobodyNamed() throws Exception {
        RecordOptions unnamed = new RecordOptions(
                "machine", new RecordOptions.Timestamp("ts", RecordOptions.TimeUnit.MILLIS), List.of(), 10_000);
        DetectorConfig config = created("found", unnamed);
        send("found", NOW, "{\"machine\":\"m\",\"ts\":5,\"memory\":1,\"disk\":{\"used\":2},\"on\":true}");
        send("found", NOW, "{\"machine\":\"m\",\"ts\":6,\"cpu\":3}");

        Dataset dataset = read(config, List.of(), HOUR, NOW).dataset();

        assertThat(dataset.features()).containsExactly("cpu", "disk.used", "memory");
        assertThat(dataset.rows()).hasSize(2);
        assertThat(dataset.rows().get(0).values()).containsExactly(Double.NaN, 2, 1);
        assertThat(dataset.rows().get(1).values()).containsExactly(3, Double.NaN, Double.NaN);
        assertThat(dataset.rows().get(1).timestamp()).isEqualTo("1970-01-01T00:00:00.006Z");
        assertThat(dataset.rows().get(1).timestampMillis()).isEqualTo(6);
        assertThat(dataset.notes()).singleElement().asString().contains("cpu, disk.used, memory");
        assertThat(read(config, List.of("memory"), HOUR, NOW).dataset().features())
                .containsExactly("memory");
    }

    @Test
    void countsWhatCannotBeParsedByReason() throws Exception {
        DetectorConfig config = created("rejects", TestDetector.RECORD);
        send("rejects", NOW, json(1));
        send("rejects", NOW, "{");
        send("rejects", NOW, "{\"machine\":");
        send("rejects", NOW, null);
        send("rejects", NOW, "{\"ts\":1,\"cpu\":1}");

        RecordsTopic.ReadBack read = read(config, List.of(), HOUR, NOW);

        assertThat(read.dataset().rows()).hasSize(1);
        assertThat(read.rejected()).isEqualTo(Map.of("malformed-json", 2L, "tombstone", 1L, "missing-key", 1L));
        assertThat(read.dataset().notes()).singleElement().asString().contains("4 records", "malformed-json 2");
    }

    @Test
    void timesInAnotherUnitAreLeftOutAndTheUnitIsNamed() throws Exception {
        DetectorConfig config = created("seconds", TestDetector.RECORD);
        send("seconds", NOW, "{\"machine\":\"m\",\"ts\":" + NOW.getEpochSecond() + ",\"cpu\":1}");
        assertThatThrownBy(() -> read(config, List.of(), HOUR, NOW))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("bad-timestamp 1", "seconds? Then write record.timestamp.unit: seconds");
    }

    @Test
    void aLookAtTheNewestRecordsPassesOverWhatIsNoObjectAndTellsWhetherTheyHaveKeys() throws Exception {
        DetectorConfig config = created("look", TestDetector.RECORD);
        assertThatThrownBy(() -> RecordsLook.newest(config, 10)).hasMessageContaining("holds no record to look at");
        send("look", NOW, "no json");
        send("look", NOW, null);
        assertThatThrownBy(() -> RecordsLook.newest(config, 10))
                .hasMessageContaining("holds no JSON object among its newest 1 records");
        send("look", NOW, json(1));
        RecordsLook.Found found = RecordsLook.newest(config, 10);
        assertThat(found.values()).hasSize(1);
        assertThat(found.keys()).hasSize(1);
        assertThat(found.others()).isEqualTo(1);
        assertThat(found.keyed()).isEqualTo(message("look", NOW, json(1)).key() != null);
    }

    @Test
    void whatAnAbortedTransactionWroteIsNotTrainedOn() throws Exception {
        DetectorConfig config = created("aborted-records", TestDetector.RECORD);
        send("aborted-records", NOW, json(1));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "aborter"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(message("aborted-records", NOW, json(2)));
            producer.flush();
            producer.abortTransaction();
        }
        assertThat(read(config, List.of(), HOUR, NOW).dataset().rows()).hasSize(1);
    }

    @Test
    void saysWhyThereIsNothingToTrainOn() throws Exception {
        DetectorConfig config = created("nothing", TestDetector.RECORD);
        assertThatThrownBy(() -> read(config, List.of(), Duration.ofDays(7), NOW))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("topic nothing holds no records of the last 7d", "--since");
        send("nothing", NOW, "{");
        assertThatThrownBy(() -> read(config, List.of(), Duration.ofMinutes(90), NOW))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("no usable records (rejected: malformed-json 1)", "last 90m", "record.key");
        RecordOptions unnamed = new RecordOptions(null, null, List.of(), 10_000);
        assertThatThrownBy(() ->
                        read(TestDetector.named("nothing", broker.bootstrapServers(), unnamed), List.of(), HOUR, NOW))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("malformed-json 1");
    }

    @Test
    void namesATopicThatIsMissing() {
        DetectorConfig config = TestDetector.named("not-there", broker.bootstrapServers());
        assertThatThrownBy(() -> read(config, List.of(), HOUR, NOW))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContainingAll("not-there does not exist", "topics --create");
    }

    @Test
    void whatWasReplayedIsReadBackAsItWas() {
        DetectorConfig config = created("round", TestDetector.RECORD);
        List<Observation> observations = IntStream.range(0, 2_500)
                .mapToObj(number ->
                        new Observation("machine-" + number % 11, 1_700_000_000_000L + number, new double[] {
                            number / 7.0, number % 5 == 0 ? Double.NaN : -1e-9 * number
                        }))
                .toList();

        RecordsReplay.replay(config, TestDetector.RECORD.features(), observations, 0, sent -> {});
        List<Dataset.Row> rows =
                read(config, List.of(), HOUR, Instant.now()).dataset().rows();

        assertThat(rows).hasSize(observations.size());
        for (int machine = 0; machine < 11; machine++) {
            String key = "machine-" + machine;
            List<Observation> sent =
                    observations.stream().filter(o -> o.key().equals(key)).toList();
            List<Dataset.Row> back =
                    rows.stream().filter(row -> row.key().equals(key)).toList();
            assertThat(back).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertThat(back.get(i).timestampMillis()).isEqualTo(sent.get(i).timestampMillis());
                assertThat(back.get(i).values()).containsExactly(sent.get(i).values());
            }
        }
    }

    @Test
    void trainTakesASampleOfATopicLargerThanItsMemoryWithoutTheExcludedFields() throws Exception {
        DetectorConfig config = created("large", TestDetector.RECORD);
        SplittableRandom random = new SplittableRandom(3);
        List<Observation> observations = IntStream.range(0, 20_000)
                .mapToObj(number -> new Observation("machine-" + number % 5, 1_700_000_000_000L + number, new double[] {
                    random.nextGaussian(), random.nextGaussian()
                }))
                .toList();
        RecordsReplay.replay(config, TestDetector.RECORD.features(), observations, 0, sent -> {});
        Path yaml = Files.writeString(
                folder.resolve("large.yaml"),
                RunningDetector.yaml(
                        "large",
                        broker.bootstrapServers(),
                        "record: {key: machine, timestamp: {field: ts, unit: millis}, features: [cpu, memory]}\n"));
        Path model = folder.resolve("large.safetensors");

        String said = train(yaml, model, "--exclude", "mem*", "--memory", "2MB");

        assertThat(said)
                .contains("less the excluded ones: cpu")
                .containsPattern("note: kept [0-9,]+ of 20,000 rows, drawn with seed 12345 as whole blocks of a key");
        Manifest manifest = ModelStore.load(model).manifest();
        assertThat(manifest.featureNames()).containsExactly("cpu");
        // By these columns a file of the same records is scored.
        assertThat(manifest.keyColumn()).isEqualTo("machine");
        assertThat(manifest.timestampColumn()).isEqualTo("ts");
        assertThat(manifest.timestampUnit()).isEqualTo(RecordOptions.TimeUnit.MILLIS);
        assertThat(manifest.provenance().data().rows()).isEqualTo(20_000);
        assertThat(manifest.summary().calibrationRows()).isBetween(500L, 3_000L);
    }

    private static String train(Path yaml, Path model, String... more) {
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("train", "--from-kafka", "--since", "1h", "--steps", "20"));
        arguments.addAll(List.of("--config", yaml.toString(), "--output", model.toString()));
        arguments.addAll(List.of(more));
        int exit = Main.run(
                new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of(), arguments.toArray(String[]::new));
        assertThat(exit).as(err.toString()).isZero();
        return err.toString();
    }

    static RecordsTopic.ReadBack read(DetectorConfig config, List<String> features, Duration since, Instant now) {
        RowSample.Bound bound = new RowSample.Bound(true, 1, 100_000_000, 1);
        return RecordsTopic.read(
                config, new RecordsTopic.Wanted(ColumnChoice.named(features), List.of(), since, bound), now);
    }

    private static DetectorConfig created(String name, RecordOptions record) {
        DetectorConfig config = TestDetector.named(name, broker.bootstrapServers(), record);
        assertThat(TopicChecks.create(config))
                .allSatisfy(state -> assertThat(state.faults()).isEmpty());
        return config;
    }

    private static void send(String topic, Instant timestamp, String value) throws Exception {
        client.send(message(topic, timestamp, value));
    }

    private static ProducerRecord<byte[], byte[]> message(String topic, Instant timestamp, String value) {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, null, timestamp.toEpochMilli(), "m".getBytes(StandardCharsets.UTF_8), bytes);
    }

    private static String json(int cpu) {
        return "{\"machine\":\"m\",\"ts\":" + (1_700_000_000_000L + cpu) + ",\"cpu\":" + cpu + ",\"memory\":0.5}";
    }
}
