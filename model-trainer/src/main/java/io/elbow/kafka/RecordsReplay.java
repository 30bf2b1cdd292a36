// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import io.elbow.data.Observation;
import io.elbow.data.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Produces observations to the records topic in their order, as fast as possible or at a given rate. */
public final class RecordsReplay {
    /**
     * What was produced.
     *
     * @param lastOffsets by partition: the offset of the last record that went there
     */
    public record Replayed(long records, Map<Integer, Long> lastOffsets) {}

    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Timeouts that let a replay survive a restart of the broker, unlike a single request. */
    private static final Map<String, Object> SETTINGS =
            Map.of("linger.ms", 5, "max.block.ms", 60_000, "delivery.timeout.ms", 120_000);

    private final String topic;
    private final boolean eventTimeIsKafkas;
    private final String keyOfKeyless;
    private final RecordWriter writer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Map<Integer, Long> lastOffsets = new ConcurrentHashMap<>();

    private RecordsReplay(DetectorConfig config, List<String> features, List<String> conditions) {
        this.topic = config.kafka().topics().records();
        this.eventTimeIsKafkas = config.record().timestamp() == null;
        this.keyOfKeyless = config.name();
        this.writer = new RecordWriter(config.record(), features, conditions);
    }

    /**
     * Produces all observations and waits until the broker has them. The message's key is the observation's, so that a
     * key's records stay in one partition and in order. The message's timestamp is the event time if the detector takes
     * it from Kafka; else it is the time of producing, from which latencies are measured.
     *
     * <p>An observation without a key gets the detector's name as its key: a table without a key column is one series,
     * and the job rejects records without a key.
     *
     * <p>An interrupt ends the replay early. It then returns what was produced so far, and the thread stays
     * interrupted.
     *
     * @param features names of the observations' values, as dotted paths
     * @param recordsPerSecond 0: as fast as possible
     * @param progress receives the number of records sent so far, a few times a second and at the end
     * @throws KafkaUnavailableException if the broker does not answer within 15 s, the topic does not exist, or a
     *     record could not be delivered
     */
    public static Replayed replay(
            DetectorConfig config,
            List<String> features,
            Iterable<Observation> observations,
            double recordsPerSecond,
            LongConsumer progress) {
        return replay(config, features, List.of(), observations, recordsPerSecond, progress);
    }

    /**
     * Produces observations with conditions, like {@link #replay(DetectorConfig, List, Iterable, double,
     * LongConsumer)}.
     *
     * @param conditions dotted paths, in the order of {@link Observation#conditions}
     */
    public static Replayed replay(
            DetectorConfig config,
            List<String> features,
            List<String> conditions,
            Iterable<Observation> observations,
            double recordsPerSecond,
            LongConsumer progress) {
        Pace.requireRate(recordsPerSecond);
        RecordsReplay replay = new RecordsReplay(config, features, conditions);
        KafkaClients clients = KafkaClients.of(config, "replay");
        clients.partitions("records", replay.topic);
        return clients.produce(
                "replaying to the records topic " + replay.topic,
                SETTINGS,
                producer ->
                        replay.run(producer, observations, new Pace(recordsPerSecond, System.nanoTime()), progress));
    }

    private Replayed run(
            Producer<byte[], byte[]> producer, Iterable<Observation> observations, Pace pace, LongConsumer progress)
            throws Exception {
        long sent = 0;
        long nextProgress = System.nanoTime() + PROGRESS_NANOS;
        boolean interrupted = false;
        for (Observation observation : observations) {
            interrupted = interrupted(pace.nanosToSleep(sent, System.nanoTime()));
            if (interrupted) {
                break;
            }
            // The callback receives failures, so the future is not needed.
            var unused = producer.send(message(observation), this::delivered);
            sent++;
            requireDelivery();
            long now = System.nanoTime();
            if (now - nextProgress >= 0) {
                progress.accept(sent);
                nextProgress = now + PROGRESS_NANOS;
            }
        }
        producer.flush();
        requireDelivery();
        progress.accept(sent);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Replayed(sent, new TreeMap<>(lastOffsets));
    }

    /**
     * Sleeps. Returns true if the thread was interrupted, and clears the interrupt, because flushing would fail with
     * it.
     */
    private static boolean interrupted(long nanos) {
        try {
            if (nanos > 0) {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
            return Thread.interrupted();
        } catch (InterruptedException e) {
            return true;
        }
    }

    private ProducerRecord<byte[], byte[]> message(Observation given) {
        Observation observation = given.key().isEmpty() ? given.withKey(keyOfKeyless) : given;
        Long timestamp = eventTimeIsKafkas ? observation.timestampMillis() : null;
        byte[] key = observation.key().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, null, timestamp, key, writer.write(observation));
    }

    private void delivered(RecordMetadata metadata, Exception e) {
        if (e != null) {
            failure.compareAndSet(null, e);
        } else {
            lastOffsets.merge(metadata.partition(), metadata.offset(), Math::max);
        }
    }

    private void requireDelivery() throws Exception {
        Exception e = failure.get();
        if (e != null) {
            throw e;
        }
    }
}
