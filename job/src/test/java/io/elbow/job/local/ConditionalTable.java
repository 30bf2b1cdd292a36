// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.cli.Main;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Tables for a conditional model, and what the command line makes of them. */
final class ConditionalTable {
    static final List<String> KINDS = List.of("db", "web", "7");
    static final int ROWS = 600;
    static final String CONFIG = """
            record: {key: host, timestamp: {field: ts, unit: millis}, features: [a, b]}
            condition: {columns: [kind], calendar: [hour], zone: Europe/Berlin}
            """;

    private static final long START_MILLIS = 1_767_225_600_000L;
    private static final long STEP_MILLIS = 900_000;
    private static final double EQUAL = 1e-5;

    private ConditionalTable() {}

    /**
     * Of three hosts; a depends on the kind and the hour, and now and then there is no kind.
     *
     * @param oneMore a kind that comes now and then
     */
    static Path write(Path file, long seed, String oneMore) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> lines = new ArrayList<>(List.of("ts,host,kind,a,b"));
        for (int i = 0; i < ROWS; i++) {
            int number = random.nextInt(KINDS.size());
            String kind = i % 29 == 0 ? "" : i % 31 == 0 ? oneMore : KINDS.get(number);
            double a = number + Math.sin(i / 96.0 * 2 * Math.PI) + 0.1 * random.nextGaussian();
            lines.add((START_MILLIS + i * STEP_MILLIS) + ",host-" + i % 3 + "," + kind + "," + a + ","
                    + random.nextGaussian());
        }
        return Files.write(file, lines);
    }

    static long unseenIn(Path table) throws IOException {
        try (var lines = Files.lines(table)) {
            return lines.filter(line -> line.contains(",mail,") || line.contains(",,"))
                    .count();
        }
    }

    /** By key and time: the score, and by how much an equal one may differ. */
    static Map<String, double[]> scored(Path model, Path table) {
        Path scores = table.resolveSibling("scores.csv");
        run("score", "--model", model, "--input", table, "--output", scores, "--attributions");
        ColumnRoles roles = new ColumnRoles("key", "timestamp", null, List.of("score", "kl", "nats_a", "nats_b"));
        Map<String, double[]> byId = new HashMap<>();
        for (Dataset.Row row : TableReader.read(scores, roles).rows()) {
            double[] values = row.values();
            double size = 1 + values[1] + Math.abs(values[2]) + Math.abs(values[3]);
            byId.put(row.key() + "@" + row.timestampMillis(), new double[] {values[0], EQUAL * size});
        }
        return byId;
    }

    static void run(Object... args) {
        StringWriter err = new StringWriter();
        String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        int exit = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of(), texts);
        assertThat(exit).as(err.toString()).isZero();
    }
}
