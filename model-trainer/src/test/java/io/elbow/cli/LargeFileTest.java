// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file several times as large as the heap, in a process of its own that has no more. */
@Tag("soak")
class LargeFileTest {
    private static final int ROWS = 400_000;
    private static final int COLUMNS = 38;
    private static final int DIFFERENT_LINES = 2_000;

    @TempDir
    private Path dir;

    @Test
    void aFileLargerThanTheHeapIsLearntFromAndScored() throws Exception {
        Path table = table();
        assertThat(Files.size(table)).isGreaterThan(100_000_000);
        Path model = dir.resolve("model.safetensors");
        String trained =
                run("train", "--input", table, "--label", "label", "--output", model, "--steps", 20, "--samples", 0);
        assertThat(trained).containsPattern("note: kept [0-9,]+ of 400,000 rows, drawn with seed 12345");
        Path scores = dir.resolve("scores.csv");
        String scored = run("score", "--model", model, "--input", table, "--output", scores);
        assertThat(scored).contains(ROWS + " rows in ");
        String evaluated = run("evaluate", "--model", model, "--input", table, "--label", "label");
        assertThat(evaluated).contains("error: ", "give java more with -Xmx");
    }

    private Path table() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < DIFFERENT_LINES; i++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < COLUMNS; c++) {
                line.append(c == 0 ? "" : ",").append((float) random.nextGaussian());
            }
            lines.add(line.append(i % 100 == 0 ? ",1\n" : ",0\n").toString());
        }
        Path file = dir.resolve("large.csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int c = 0; c < COLUMNS; c++) {
                writer.write((c == 0 ? "c" : ",c") + c);
            }
            writer.write(",label\n");
            for (int i = 0; i < ROWS; i++) {
                writer.write(lines.get(random.nextInt(DIFFERENT_LINES)));
            }
        }
        return file;
    }

    private String run(Object... args) throws IOException, InterruptedException {
        Path said = dir.resolve("said.txt");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        for (Object arg : args) {
            words.add(arg.toString());
        }
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(said)).isTrue();
        return Files.readString(said);
    }
}
