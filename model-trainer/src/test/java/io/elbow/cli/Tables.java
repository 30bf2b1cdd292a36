// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Small tables: {@code b} follows {@code a}; the anomalous rows break that. */
public final class Tables {
    private static final int ANOMALY_EVERY = 20;
    private static final long MINUTE_MILLIS = 60_000;

    private Tables() {}

    /** Columns a, b and label; every twentieth row is labelled. */
    public static Path labelled(Path file, int rows) {
        StringBuilder text = new StringBuilder("a,b,label\n");
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < rows; i++) {
            boolean anomaly = i % ANOMALY_EVERY == ANOMALY_EVERY - 1;
            double a = 0.2 + 0.6 * random.nextDouble();
            double b = anomaly ? 0.95 - 0.9 * a : a;
            text.append(String.format(Locale.ROOT, "%.4f,%.4f,%d%n", a, b, anomaly ? 1 : 0));
        }
        return write(file, text.toString());
    }

    /** Columns ts, host (two of them, in turn), a and b. */
    public static Path series(Path file, int rows) {
        StringBuilder text = new StringBuilder("ts,host,a,b\n");
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < rows; i++) {
            double a = 0.5 + 0.3 * Math.sin(i / 7.0) + 0.01 * random.nextGaussian();
            text.append(String.format(
                    Locale.ROOT, "%d,host-%d,%.4f,%.4f%n", 1_700_000_000_000L + i * MINUTE_MILLIS, i % 2, a, 1 - a));
        }
        return write(file, text.toString());
    }

    public static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text.replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> lines(Path file) {
        try {
            return List.of(Files.readString(file).split("\n", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a CSV file below its header, without their leading cells. */
    public static List<double[]> numbers(Path file, int leading) {
        return lines(file).stream()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> Arrays.stream(line.split(",", -1))
                        .skip(leading)
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    /** A detector's yaml with further top-level lines. */
    public static Path yaml(Path file, String more) {
        return yaml(file, "localhost:9092", more);
    }

    public static Path yaml(Path file, String broker, String more) {
        return write(file, """
                name: tiny
                kafka:
                  bootstrap-servers: %s
                  topics: {records: tiny, alerts: tiny-alerts, models: tiny-models, dead-letters: tiny-dead-letters}
                """.formatted(broker) + more);
    }
}
