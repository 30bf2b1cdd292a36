// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.data.Dataset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts rows on a topic, always a key into the same partition, and remembers the position of each row. */
public final class RecordsFeed implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final List<Dataset.Row> rows;
    private final List<RecordMetadata> places = new ArrayList<>();

    public RecordsFeed(String bootstrapServers, String topic, int partitions, List<Dataset.Row> rows) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.partitions = partitions;
        this.rows = rows;
    }

    /** Sends the rows up to this one, exclusive, in order. Returns when the broker has all. */
    public void sendUpTo(int end) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Dataset.Row row : rows.subList(places.size(), end)) {
            sent.add(producer.send(record(row)));
        }
        for (Future<RecordMetadata> one : sent) {
            places.add(one.get());
        }
    }

    public List<Dataset.Row> sentRows() {
        return rows.subList(0, places.size());
    }

    /** The positions of the rows, by row number. */
    public List<RecordMetadata> places() {
        return List.copyOf(places);
    }

    private ProducerRecord<byte[], byte[]> record(Dataset.Row row) {
        String json = "{\"machine\":\"" + row.key() + "\",\"ts\":" + row.timestampMillis() + ",\"cpu\":"
                + row.values()[0] + ",\"memory\":" + row.values()[1] + "}";
        int partition = Math.floorMod(row.key().hashCode(), partitions);
        return new ProducerRecord<>(
                topic, partition, row.key().getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }
}
