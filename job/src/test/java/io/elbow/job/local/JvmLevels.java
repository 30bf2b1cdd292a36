// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.job.metrics.MetricsServer;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this JVM holds after a full collection: threads by group, open files, meters, live instances of classes that own
 * resources, and bytes of heap.
 *
 * @param counts the number of each
 */
record JvmLevels(Map<String, Long> counts, long heapBytes) {
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f]{6,}|\\d+");

    /** Classes that own threads, sockets or native memory, or that such a class refers to. */
    private static final String[] OWNERS = {
        "ai.djl.pytorch.engine.PtNDArray",
        "ai.djl.pytorch.engine.PtNDManager",
        "io.elbow.job.detect.LiveModel",
        "io.elbow.job.metrics.ElboMeters",
        "io.elbow.job.operator.ScoreOperator",
        "org.apache.flink.runtime.minicluster.MiniCluster",
        "org.apache.flink.streaming.runtime.tasks.MultipleInputStreamTask",
        "org.apache.flink.streaming.runtime.tasks.TwoInputStreamTask",
        "org.apache.kafka.clients.admin.KafkaAdminClient",
        "org.apache.kafka.clients.consumer.KafkaConsumer",
        "org.apache.kafka.clients.producer.KafkaProducer"
    };

    /** Counts what there is now. */
    static JvmLevels now() {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, Long> living = instances();
        for (String owner : OWNERS) {
            counts.put("instances of " + owner, living.getOrDefault(owner, 0L));
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            counts.merge("threads " + group(thread), 1L, Long::sum);
        }
        counts.put("meters", (long) MetricsServer.registry().getMeters().size());
        String[] files = new File("/proc/self/fd").list();
        counts.put("open files", files == null ? 0L : files.length);
        return new JvmLevels(
                counts, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    long count(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** Number of Kafka clients' threads of every kind. */
    long kafkaThreads() {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().startsWith("threads kafka-"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long threads() {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().startsWith("threads "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /**
     * What there is more of than before.
     *
     * @param pools names with which thread groups begin that come and go by themselves
     */
    Map<String, String> above(JvmLevels before, String... pools) {
        Map<String, String> above = new TreeMap<>();
        counts.forEach((what, count) -> {
            long was = before.count(what);
            if (count > was && !startsWithOne(what, pools)) {
                above.put(what, was + " -> " + count);
            }
        });
        return above;
    }

    private static boolean startsWithOne(String what, String... pools) {
        for (String pool : pools) {
            if (what.startsWith("threads " + pool)) {
                return true;
            }
        }
        return false;
    }

    private static String group(Thread thread) {
        return NUMBERS.matcher(thread.getName()).replaceAll("#");
    }

    /** Live instances by class. The histogram collects garbage first. */
    private static Map<String, Long> instances() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            // "  12:     3      288  the.class.Name (module)"
            return histogram
                    .lines()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns.length >= 4 && columns[1].matches("\\d+"))
                    .collect(Collectors.toMap(columns -> columns[3], columns -> Long.parseLong(columns[1]), Long::sum));
        } catch (JMException e) {
            throw new IllegalStateException("this JVM has no class histogram", e);
        }
    }
}
