// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What figures were measured on.
 *
 * @param cores that this JVM may use
 * @param memoryGib of the machine
 */
record Machine(int cores, String cpu, double memoryGib, String java, String os, String arch) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final double GIB = 1 << 30;

    static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                cpuModel(CPU_INFO),
                memoryBytes() / GIB,
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    }

    /** The first {@code model name} of a Linux cpuinfo file; {@code unknown} where there is none. */
    static String cpuModel(Path cpuInfo) {
        try (Stream<String> lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            // not Linux
            return "unknown";
        }
    }

    /** CPU time that this process took so far; 0 where the JVM does not say. */
    static long processCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }
}
