// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.DetectorConfig;
import io.elbow.job.event.ControlJson;
import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.ControlMessage.Command;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.DetectorEventJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks the running job for a refresh and prints the events that follow. */
final class RefreshWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final DetectorConfig config;
    private final PrintWriter out;
    private final TopicTail events;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String outcome = "none";

    RefreshWatch(DetectorConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
        events = new TopicTail(
                config.kafka().bootstrapServers(), config.kafka().topics().events(), true, this::show);
    }

    /**
     * Asks for a refresh and waits until it ends. Returns the name of the last event: {@code activated},
     * {@code refused}, {@code failed}, or {@code none} if there was no event.
     */
    String refresh() throws InterruptedException {
        out.println("asking for a refresh of the model, on what the stream called normal:");
        request();
        if (!over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            out.println("no refresh within " + PATIENCE.toSeconds() + " s");
        }
        events.requireAlive();
        return outcome;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing waits for it
    private void request() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", config.kafka().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    config.kafka().topics().control(), ControlJson.write(ControlMessage.of(Command.REFRESH))));
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> record, long receivedMillis) {
        DetectorEvent event = DetectorEventJson.read(record.value());
        out.println(EventLine.of(event));
        outcome = event.event();
        switch (event.event()) {
            case DetectorEvent.FITTED -> out.println(EventLine.verdict(event));
            case DetectorEvent.ACTIVATED, DetectorEvent.REFUSED, DetectorEvent.FAILED -> over.countDown();
            default -> {
                // More events follow.
            }
        }
        out.flush();
    }

    @Override
    public void close() {
        events.close();
    }
}
