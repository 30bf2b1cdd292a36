// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.elbow.cli.CommandRun;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A conditional model of MNIST draws the digit that is asked for, as nearest neighbours among real images see it. Runs
 * where {@code -Delbow.data=DIR} names a folder with {@code mnist/}.
 */
class ConditionalDigitsITCase {
    private static final int SAMPLES = 100;
    private static final int NEIGHBOURS = 3;
    private static final int LINE = 28;

    /** Real images of the test file by which the classifier itself is judged. */
    private static final int REAL = 500;

    @TempDir
    private Path folder;

    /** Images as [784] numbers in [0, 1], and their digits. */
    private record Images(float[][] pixels, int[] digits) {}

    @Test
    void samplesOfADigitAreRecognisedAsThatDigit() {
        String named = System.getProperty("elbow.data", "");
        assumeTrue(!named.isEmpty(), "needs labelled data: -Delbow.data=DIR");
        Path mnist = Path.of(named, "mnist");
        Images known = images(mnist.resolve("train-images-idx3-ubyte.gz"), Integer.MAX_VALUE);
        Images real = images(mnist.resolve("t10k-images-idx3-ubyte.gz"), REAL);
        long right = IntStream.range(0, REAL)
                .parallel()
                .filter(i -> recognised(real.pixels[i], known) == real.digits[i])
                .count();
        System.out.printf(Locale.ROOT, "real images recognised: %.3f%n", (double) right / REAL);

        Path model = folder.resolve("digits.safetensors");
        // The weight on the divergence keeps the digit out of the latents, so that the condition alone says it.
        String options = "--condition label --condition-in network --likelihood bernoulli --hidden 400 --latent 8"
                + " --activation relu --learning-rate 3e-3 --beta 6 --denoise 0 --steps 3000";
        CommandRun.of(words("train --input " + mnist.resolve("train-images-idx3-ubyte.gz") + " " + options
                        + " --output " + model))
                .succeeded();
        double[] shares = new double[10];
        for (int digit = 0; digit < shares.length; digit++) {
            shares[digit] = shareRecognised(model, digit, known);
            System.out.printf(Locale.ROOT, "samples of %d recognised: %.2f%n", digit, shares[digit]);
        }
        System.out.printf(
                Locale.ROOT, "mean: %.3f%n", Arrays.stream(shares).average().orElseThrow());
        assertThat(Arrays.stream(shares).min().orElseThrow()).isGreaterThanOrEqualTo(0.9);
    }

    private static Object[] words(String line) {
        return line.split(" ", -1);
    }

    private double shareRecognised(Path model, int digit, Images known) {
        Path output = folder.resolve("samples.csv");
        CommandRun.of(
                        "sample",
                        "--model",
                        model,
                        "--condition",
                        "label=" + digit,
                        "--count",
                        SAMPLES,
                        "--output",
                        output)
                .succeeded();
        Dataset samples = TableReader.read(output, ColumnRoles.NONE);
        int first = samples.features().indexOf("sample") + 1;
        List<float[]> images =
                samples.rows().stream().map(row -> pixels(row.values(), first)).collect(Collectors.toList());
        long right = images.parallelStream()
                .filter(image -> recognised(image, known) == digit)
                .count();
        return (double) right / SAMPLES;
    }

    /** The digit that most of the nearest known images show; of several, the nearest one's. */
    private static int recognised(float[] image, Images known) {
        double[] least = new double[NEIGHBOURS];
        int[] digits = new int[NEIGHBOURS];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int i = 0; i < known.pixels.length; i++) {
            double square = square(image, known.pixels[i], least[NEIGHBOURS - 1]);
            for (int n = NEIGHBOURS - 1; n >= 0 && square < least[n]; n--) {
                if (n + 1 < NEIGHBOURS) {
                    least[n + 1] = least[n];
                    digits[n + 1] = digits[n];
                }
                least[n] = square;
                digits[n] = known.digits[i];
            }
        }
        return digits[1] == digits[2] ? digits[1] : digits[0];
    }

    /** The squared distance, or what of it is already beyond {@code enough}. */
    private static double square(float[] a, float[] b, double enough) {
        double square = 0;
        for (int line = 0; line < a.length && square < enough; line += LINE) {
            float ofLine = 0;
            for (int p = line; p < line + LINE; p++) {
                float difference = a[p] - b[p];
                ofLine += difference * difference;
            }
            square += ofLine;
        }
        return square;
    }

    private static Images images(Path file, int most) {
        Dataset table = TableReader.read(file, ColumnRoles.NONE.withConditions(List.of("label")));
        List<Dataset.Row> rows =
                table.rows().subList(0, Math.min(most, table.rows().size()));
        return new Images(
                rows.stream().map(row -> pixels(row.values(), 0)).toArray(float[][]::new),
                rows.stream()
                        .mapToInt(row -> Integer.parseInt(row.conditions()[0]))
                        .toArray());
    }

    private static float[] pixels(double[] values, int from) {
        float[] pixels = new float[values.length - from];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) values[from + p];
        }
        return pixels;
    }
}
