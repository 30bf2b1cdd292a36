// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.DetectorConfig;
import io.elbow.config.RecordOptions;
import io.elbow.data.Observation;
import io.elbow.kafka.KafkaUnavailableException;
import io.elbow.kafka.RecordsReplay;
import io.elbow.kafka.TopicChecks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordsReplayITCase extends BrokerTestBase {
    private static final List<String> FEATURES = List.of("cpu");

    @Test
    void eachKeysRecordsArriveInOrderInOnePartition() {
        DetectorConfig config = created(TestDetector.named("ordered", broker.bootstrapServers()));
        List<Long> progress = new ArrayList<>();

        RecordsReplay.Replayed replayed = RecordsReplay.replay(config, FEATURES, observations(1_000), 0, progress::add);

        List<ConsumerRecord<byte[], byte[]>> messages = client.read("ordered");
        assertThat(replayed.records()).isEqualTo(1_000);
        assertThat(messages).hasSize(1_000);
        assertThat(progress).isSorted().last().isEqualTo(1_000L);
        Map<String, List<ConsumerRecord<byte[], byte[]>>> byKey =
                messages.stream().collect(Collectors.groupingBy(message -> text(message.key())));
        assertThat(byKey).hasSize(7);
        byKey.values().forEach(ofKey -> {
            assertThat(ofKey)
                    .extracting(ConsumerRecord::partition)
                    .containsOnly(ofKey.get(0).partition());
            assertThat(ofKey.stream().map(message -> cpu(message))).isSorted();
        });
        Map<Integer, Long> last = new TreeMap<>();
        messages.forEach(message -> last.merge(message.partition(), message.offset(), Math::max));
        assertThat(replayed.lastOffsets()).isEqualTo(last);
    }

    @Test
    void kafkasTimestampIsTheTimeOfProducingWhereTheRecordCarriesItsOwn() {
        DetectorConfig config = created(TestDetector.named("produced", broker.bootstrapServers()));
        long before = System.currentTimeMillis();
        RecordsReplay.replay(config, FEATURES, observations(3), 0, sent -> {});
        assertThat(client.read("produced"))
                .hasSize(3)
                .allSatisfy(message -> assertThat(message.timestamp()).isBetween(before, System.currentTimeMillis()));
    }

    @Test
    void kafkasTimestampIsTheEventTimeWhereThereIsNoField() {
        RecordOptions withoutField = new RecordOptions("machine", null, List.of("cpu"), 10_000);
        DetectorConfig config = created(TestDetector.named("event-time", broker.bootstrapServers(), withoutField));
        RecordsReplay.replay(config, FEATURES, observations(3), 0, sent -> {});
        assertThat(client.read("event-time"))
                .extracting(ConsumerRecord::timestamp)
                .containsExactlyInAnyOrder(1_700_000_000_000L, 1_700_000_000_001L, 1_700_000_000_002L);
    }

    @Test
    void aTableWithoutKeysIsOneSeriesUnderTheDetectorsName() {
        DetectorConfig config = created(TestDetector.named("keyless", broker.bootstrapServers()));
        RecordsReplay.replay(config, FEATURES, List.of(new Observation("", 5, new double[] {1})), 0, sent -> {});
        assertThat(client.read("keyless")).singleElement().satisfies(message -> {
            assertThat(text(message.key())).isEqualTo("keyless");
            assertThat(text(message.value())).isEqualTo("{\"ts\":5,\"machine\":\"keyless\",\"cpu\":1.0}");
        });
    }

    @Test
    void keepsToTheRateWithoutBusyWaiting() {
        DetectorConfig config = created(TestDetector.named("paced", broker.bootstrapServers()));
        long start = System.nanoTime();
        RecordsReplay.replay(config, FEATURES, observations(100), 100, sent -> {});
        // The hundredth record is due 990 ms after the first.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(980));
        List<Long> times = client.read("paced").stream()
                .map(ConsumerRecord::timestamp)
                .sorted()
                .toList();
        assertThat(times.get(50) - times.get(0)).isCloseTo(500L, within(250L));
    }

    @Test
    void anInterruptEndsItWithWhatWasProduced() {
        DetectorConfig config = created(TestDetector.named("interrupted", broker.bootstrapServers()));
        Iterator<Observation> endless = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Observation next() {
                if (next == 20) {
                    Thread.currentThread().interrupt();
                }
                return observation(next++);
            }
        };
        RecordsReplay.Replayed replayed = RecordsReplay.replay(config, FEATURES, () -> endless, 1_000, sent -> {});
        assertThat(Thread.interrupted()).isTrue();
        assertThat(replayed.records()).isEqualTo(20);
        assertThat(client.read("interrupted")).hasSize(20);
    }

    @Test
    void outlivesARestartOfTheBroker() {
        try (EmbeddedBroker own = EmbeddedBroker.start(folder.resolve("restarted"), 0);
                RawClient reader = new RawClient(own.bootstrapServers())) {
            DetectorConfig config = created(TestDetector.named("restarted", own.bootstrapServers()));
            Iterable<Observation> observations = () -> IntStream.range(0, 1_000)
                    .mapToObj(number -> {
                        if (number == 500) {
                            own.restart();
                        }
                        return observation(number);
                    })
                    .iterator();
            RecordsReplay.Replayed replayed = RecordsReplay.replay(config, FEATURES, observations, 0, sent -> {});
            assertThat(replayed.records()).isEqualTo(1_000);
            assertThat(reader.values("restarted")).hasSize(1_000).doesNotHaveDuplicates();
        }
    }

    @Test
    void namesATopicThatIsMissing() {
        DetectorConfig config = TestDetector.named("absent", broker.bootstrapServers());
        assertThatThrownBy(() -> RecordsReplay.replay(config, FEATURES, observations(1), 0, sent -> {}))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContainingAll("absent does not exist", "topics --create");
    }

    private static DetectorConfig created(DetectorConfig config) {
        assertThat(TopicChecks.create(config))
                .allSatisfy(state -> assertThat(state.faults()).isEmpty());
        return config;
    }

    private static List<Observation> observations(int count) {
        return IntStream.range(0, count)
                .mapToObj(RecordsReplayITCase::observation)
                .toList();
    }

    private static Observation observation(int number) {
        return new Observation("machine-" + number % 7, 1_700_000_000_000L + number, new double[] {number});
    }

    private static double cpu(ConsumerRecord<byte[], byte[]> message) {
        return Double.parseDouble(text(message.value()).replaceFirst(".*\"cpu\":([0-9.]+).*", "$1"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
