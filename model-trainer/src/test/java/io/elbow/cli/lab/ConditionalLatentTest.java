// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.cli.CommandRun;
import io.elbow.cli.Tables;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a conditional model imagines under a chosen condition, and under the conditions of rows. */
class ConditionalLatentTest {
    private static final int SIDE = 4;

    @TempDir
    private static Path dir;

    private static Path images;
    private static Path ofImages;
    private static Path table;

    @BeforeAll
    static void train() throws IOException {
        images = bars(400);
        ofImages = dir.resolve("images.safetensors");
        CommandRun.of(words("train --likelihood bernoulli --condition label --condition-in network --hidden 16"
                        + " --latent 2 --ema 0 --learning-rate 5e-3 --steps 800 --input " + images + " --output "
                        + ofImages))
                .succeeded();
        table = table(400);
    }

    @Test
    void samplesOfALabelShowThatLabel() {
        for (int label = 0; label < SIDE; label++) {
            Path output = dir.resolve("samples.csv");
            CommandRun.of(words("sample --count 50 --model " + ofImages + " --condition label=" + label + " --output "
                            + output))
                    .succeeded();
            int wanted = label;
            List<double[]> rows = Tables.numbers(output, 1);
            assertThat(rows).hasSize(50).allMatch(row -> brightest(row) == wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prior", "network", "both"})
    @Tag("soak")
    void samplesOfATableFollowTheirCondition(String placement) {
        Path model = dir.resolve(placement);
        CommandRun.of(words(
                        "train --condition kind --features a,b --hidden 16 --sigma 0.3 --ema 0 --learning-rate 5e-3 --steps 800"
                                + " --condition-in " + placement + " --input " + table + " --output " + model))
                .succeeded();
        assertThat(meanOfA(model, "kind=db")).isCloseTo(0, within(0.25));
        assertThat(meanOfA(model, "kind=web")).isCloseTo(2, within(0.25));
    }

    @Test
    void rowsAreSeenUnderTheirOwnConditions() {
        Path seen = dir.resolve("seen.csv");
        CommandRun.of(words("reconstruct --count 20 --model " + ofImages + " --input " + images + " --output " + seen))
                .succeeded();
        List<double[]> rows = Tables.numbers(seen, 2);
        for (int i = 0; i < rows.size(); i += 2) {
            assertThat(brightest(rows.get(i + 1))).isEqualTo(brightest(rows.get(i)));
        }
    }

    @Test
    void aWalkGoesFromOneConditionToTheOther() {
        Path walk = dir.resolve("walk.csv");
        List<double[]> rows = images(2);
        CommandRun.of(words("interpolate --steps 3 --from 0 --to 1 --model " + ofImages + " --input " + images
                        + " --output " + walk))
                .succeeded();
        List<double[]> steps = Tables.numbers(walk, 1);
        assertThat(brightest(steps.get(0))).isEqualTo(brightest(rows.get(0)));
        assertThat(brightest(steps.get(2))).isEqualTo(brightest(rows.get(1)));
    }

    @Test
    void aLatentIsMovedUnderTheChosenCondition() {
        Path moved = dir.resolve("moved.csv");
        CommandRun.of(words("traverse --latent 0 --from -1 --to 1 --condition label=3 --model " + ofImages
                        + " --output " + moved))
                .succeeded();
        assertThat(Tables.numbers(moved, 1)).allMatch(row -> brightest(row) == 3);
        CommandRun.of(words("traverse --latent 0 --from -1 --to 1 --row 1 --model " + ofImages + " --input " + images
                        + " --output " + moved))
                .succeeded();
        int own = brightest(images(2).get(1));
        assertThat(Tables.numbers(moved, 1)).allMatch(row -> brightest(row) == own);
    }

    @Test
    void theCalendarNeedsATime() {
        Path model = dir.resolve("calendar");
        CommandRun.of(words("train --timestamp ts --calendar hour --features a,b --hidden 8 --steps 30 --input " + table
                        + " --output " + model))
                .succeeded();
        Path output = dir.resolve("calendar.csv");
        String sample = "sample --model " + model + " --output " + output;
        assertThat(CommandRun.of(words(sample)).oneError()).contains("give the event time with --time");
        assertThat(CommandRun.of(words(sample + " --time noon")).oneError()).contains("--time must be ISO-8601");
        CommandRun.of(words(sample + " --time 2026-01-05T08:00:00Z")).succeeded();
        assertThat(Tables.numbers(output, 1)).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --count 3                        | the model is conditional; give --condition label=VALUE; there is: 0, 1, 2, 3
            --condition label=7              | --condition label=7 was in no training row; there is: 0, 1, 2, 3
            --condition kind=db              | --condition kind: the model has the conditions [label]
            --condition label=1 --time 2026-01-05 | --time 2026-01-05: the model knows no calendar
            """)
    void aConditionThatCannotBeIsRefused(String options, String message) {
        CommandRun run = CommandRun.of(
                words("sample --model " + ofImages + " --output " + dir.resolve("no.csv") + " " + options));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains(message);
    }

    @Test
    void scoresNeedTheLabelsToo() throws IOException {
        Path scores = dir.resolve("scores.csv");
        String score = "score --model " + ofImages + " --output " + scores + " --input ";
        CommandRun.of(words(score + images)).succeeded();
        Path alone = Files.copy(images, dir.resolve("alone"));
        assertThat(CommandRun.of(words(score + alone)).oneError()).contains("--labels FILE");
        CommandRun.of(words(score + alone + " --labels " + dir.resolve("bars-labels-idx1-ubyte")))
                .succeeded();
    }

    private static double meanOfA(Path model, String condition) {
        Path output = dir.resolve("of.csv");
        CommandRun.of(words(
                        "sample --count 200 --model " + model + " --condition " + condition + " --output " + output))
                .succeeded();
        return Tables.numbers(output, 1).stream()
                .mapToDouble(row -> row[0])
                .average()
                .orElseThrow();
    }

    private static int brightest(double[] image) {
        return IntStream.range(0, SIDE)
                .boxed()
                .max((a, b) -> Double.compare(image[a], image[b]))
                .orElseThrow();
    }

    private static Object[] words(String line) {
        return line.split(" ", -1);
    }

    private static List<double[]> images(int count) {
        Path output = dir.resolve("images.csv");
        CommandRun.of(words("reconstruct --model " + ofImages + " --count " + count + " --input " + images
                        + " --output " + output))
                .succeeded();
        List<double[]> both = Tables.numbers(output, 2);
        return IntStream.range(0, count).mapToObj(i -> both.get(2 * i)).toList();
    }

    /** Columns ts, kind, a and b; a is 0 for db and 2 for web. */
    private static Path table(int count) {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder text = new StringBuilder("ts,kind,a,b\n");
        for (int i = 0; i < count; i++) {
            boolean web = random.nextBoolean();
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.4f,%.4f%n",
                    1_700_000_000_000L + i * 60_000L,
                    web ? "web" : "db",
                    (web ? 2 : 0) + 0.2 * random.nextGaussian(),
                    random.nextGaussian()));
        }
        return Tables.write(dir.resolve("kinds.csv"), text.toString());
    }

    /** IDX images with one bright column each, and its number as the label. */
    private static Path bars(int count) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        Path file = dir.resolve("bars-images-idx3-ubyte");
        try (DataOutputStream pixels = new DataOutputStream(Files.newOutputStream(file));
                DataOutputStream labels =
                        new DataOutputStream(Files.newOutputStream(dir.resolve("bars-labels-idx1-ubyte")))) {
            for (int number : new int[] {2051, count, SIDE, SIDE}) {
                pixels.writeInt(number);
            }
            labels.writeInt(2049);
            labels.writeInt(count);
            for (int i = 0; i < count; i++) {
                int bright = random.nextInt(SIDE);
                labels.writeByte(bright);
                for (int p = 0; p < SIDE * SIDE; p++) {
                    pixels.writeByte(p % SIDE == bright ? 255 : 0);
                }
            }
        }
        return file;
    }
}
