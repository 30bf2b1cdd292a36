// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.awaitility.Awaitility.await;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.metrics.MetricsServer;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The main program of a separate JVM: starts a broker, and starts, feeds and stops the whole job on it many times. It
 * exits with 0 if after each run the JVM holds what it held after the second run, and if the same check then detects a
 * thread, a producer and a file that are leaked on purpose.
 */
final class RestartLeakRun {
    static final String HELD = "held";
    static final String SEEN = "seen";

    private static final String NAME = "restarts";
    private static final int RUNS = 8;
    private static final int WARM_RUNS = 2;
    private static final int SWAPPING_RUN = 4;
    private static final int SWAPS = 240;
    private static final int KEYS = 4;
    private static final int RECORDS = 50;
    private static final long HEAP_BYTES = 8L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Threads that serve the whole JVM and start and end on demand: the common pool's and the broker's own. */
    private static final String[] POOLS = {"ForkJoinPool.commonPool-", "executor-", "kafka-scheduler-"};

    private final Path folder;
    private final RawClient client;
    private final DetectorConfig config;
    private final ModelArtifact first = FittedModels.ofCpuAndMemory(NAME, 1, 1);
    private final ModelArtifact second = FittedModels.ofCpuAndMemory(NAME, 1, 2);
    private final List<String> faults = new ArrayList<>();
    private int steps;

    private RestartLeakRun(Path folder, RawClient client, String bootstrapServers) {
        this.folder = folder;
        this.client = client;
        this.config = RunningDetector.config(
                NAME, bootstrapServers, "record: {key: machine, timestamp: {field: ts, unit: millis}}\n");
    }

    public static void main(String[] args) {
        int exitCode = 1;
        try {
            Path folder = Path.of(args[0]);
            EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
            RawClient client = new RawClient(broker.bootstrapServers());
            JvmLevels level = new RestartLeakRun(folder, client, broker.bootstrapServers()).run();
            leakOnPurpose(level, broker.bootstrapServers());
            exitCode = 0;
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.out);
        }
        // The broker's threads would keep the JVM running.
        System.exit(exitCode);
    }

    private JvmLevels run() throws Exception {
        JvmLevels warm = null;
        JvmLevels last = null;
        for (int run = 1; run <= RUNS; run++) {
            startFeedAndStop(run);
            last = run <= WARM_RUNS ? settled() : backTo(warm, run);
            if (run <= WARM_RUNS) {
                warm = last;
            }
            System.out.println(HELD + " after run " + run + ": " + last.threads() + " threads, " + last.kafkaThreads()
                    + " of them Kafka's, " + last.count("open files") + " open files, " + last.count("meters")
                    + " meters, " + last.heapBytes() / 1024 + " KiB of heap");
        }
        long growth = last.heapBytes() - warm.heapBytes();
        System.out.println(HELD + " more heap since run " + WARM_RUNS + ": " + growth / 1024 + " KiB");
        if (growth >= HEAP_BYTES) {
            faults.add("the heap grew by " + growth + " bytes");
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults));
        }
        return last;
    }

    private void startFeedAndStop(int run) throws Exception {
        try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
            feed();
            detector.awaitScores(steps * KEYS);
            if (run == SWAPPING_RUN) {
                swap(detector);
            }
        }
    }

    /** Publishes both models in turn and waits until the last one scores records. */
    private void swap(RunningDetector detector) throws Exception {
        double before = swaps();
        byte[] key = NAME.getBytes(StandardCharsets.UTF_8);
        List<byte[]> models = List.of(ArtifactCodec.encode(second), ArtifactCodec.encode(first));
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i <= SWAPS; i++) {
            messages.add(new ProducerRecord<>(NAME + "-models", key, models.get(i % models.size())));
        }
        client.sendAll(messages);
        RunningDetector.until(() -> {
            feed();
            return detector.scores().stream().anyMatch(score -> score.model().equals(second.modelId()))
                    && swaps() - before >= SWAPS;
        });
        detector.awaitScores(steps * KEYS);
        System.out.println(HELD + " through " + (int) (swaps() - before) + " model swaps");
    }

    private static double swaps() {
        return MetricsServer.registry().get("elbow.model.swaps").counter().count();
    }

    private void feed() throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++, steps++) {
            for (int k = 0; k < KEYS; k++) {
                String json = "{\"machine\":\"m" + k + "\",\"ts\":" + steps * 1_000L + ",\"cpu\":50,\"memory\":50}";
                byte[] key = ("m" + k).getBytes(StandardCharsets.UTF_8);
                records.add(new ProducerRecord<>(NAME, key, json.getBytes(StandardCharsets.UTF_8)));
            }
        }
        client.sendAll(records);
    }

    /** Waits until the counts no longer fall, because what is ending has ended. */
    private static JvmLevels settled() {
        JvmLevels[] last = {JvmLevels.now()};
        await().pollInSameThread()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    JvmLevels before = last[0];
                    last[0] = JvmLevels.now();
                    return before.above(last[0]).isEmpty();
                });
        return last[0];
    }

    /** Waits until there is no more of anything than before; threads and sockets take a moment to end. */
    private JvmLevels backTo(JvmLevels warm, int run) {
        JvmLevels[] last = {JvmLevels.now()};
        try {
            await().pollInSameThread()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        last[0] = JvmLevels.now();
                        return last[0].above(warm, POOLS).isEmpty()
                                && last[0].heapBytes() - warm.heapBytes() < HEAP_BYTES;
                    });
        } catch (ConditionTimeoutException e) {
            faults.add("run " + run + " left behind " + last[0].above(warm, POOLS));
        }
        return last[0];
    }

    private static void leakOnPurpose(JvmLevels before, String bootstrapServers) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Thread thread = new Thread(() -> awaitForever(never), "left-behind");
        thread.setDaemon(true);
        thread.start();
        RawClient client = new RawClient(bootstrapServers);
        try (FileInputStream file = new FileInputStream("/proc/self/status")) {
            Map<String, String> above = JvmLevels.now().above(before, POOLS);
            System.out.println(SEEN + " " + above);
            for (String what : List.of("threads left-behind", "threads kafka-", "open files", "KafkaProducer")) {
                if (above.keySet().stream().noneMatch(name -> name.contains(what))) {
                    throw new AssertionError("the check does not see " + what);
                }
            }
            if (file.read() < 0) {
                throw new AssertionError("the file was empty");
            }
        } finally {
            client.close();
            never.countDown();
        }
    }

    private static void awaitForever(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
