// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.cli.CommandRun;
import io.elbow.cli.Tables;
import io.elbow.data.lab.ImageShape;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** sample, reconstruct, interpolate and traverse, on a table and on small images. */
class LatentCommandsTest {
    private static final int SIDE = 4;

    @TempDir
    private static Path dir;

    private static Path table;
    private static Path ofTable;
    private static Path images;
    private static Path ofImages;

    @BeforeAll
    static void train() throws IOException {
        table = Tables.labelled(dir.resolve("table.csv"), 600);
        ofTable = dir.resolve("table.safetensors");
        CommandRun.of(
                        "train",
                        "--input",
                        table,
                        "--label",
                        "label",
                        "--hidden",
                        "16",
                        "--steps",
                        400,
                        "--output",
                        ofTable)
                .succeeded();
        images = bars(dir.resolve("bars-idx3-ubyte"), 300);
        ofImages = dir.resolve("images.safetensors");
        CommandRun.of(
                        "train",
                        "--input",
                        images,
                        "--likelihood",
                        "bernoulli",
                        "--hidden",
                        "16",
                        "--latent",
                        2,
                        "--steps",
                        400,
                        "--output",
                        ofImages)
                .succeeded();
    }

    @Test
    void samplesLookLikeTheTrainingRows() {
        Path output = dir.resolve("samples.csv");
        CommandRun.of("sample", "--model", ofTable, "--count", 200, "--output", output)
                .succeeded();
        List<double[]> rows = Tables.numbers(output, 1);
        assertThat(rows).hasSize(200);
        // b follows a between 0.2 and 0.8.
        double distance = rows.stream()
                .mapToDouble(row -> Math.abs(row[0] - row[1]))
                .average()
                .orElseThrow();
        assertThat(distance).isLessThan(0.1);
        assertThat(rows.stream().mapToDouble(row -> row[0]).average().orElseThrow())
                .isCloseTo(0.5, within(0.1));
    }

    @Test
    void theSameSeedGivesTheSameSamples() throws IOException {
        Path one = dir.resolve("one.csv");
        Path two = dir.resolve("two.csv");
        Path other = dir.resolve("other.csv");
        CommandRun.of("sample", "--model", ofTable, "--seed", 3, "--output", one)
                .succeeded();
        CommandRun.of("sample", "--model", ofTable, "--seed", 3, "--output", two)
                .succeeded();
        CommandRun.of("sample", "--model", ofTable, "--seed", 4, "--output", other)
                .succeeded();
        assertThat(two).hasSameBinaryContentAs(one);
        assertThat(Files.readString(other)).isNotEqualTo(Files.readString(one));
    }

    @Test
    void aReconstructionStandsBesideItsRow() {
        Path output = dir.resolve("reconstructed.csv");
        CommandRun.of("reconstruct", "--model", ofTable, "--input", table, "--count", 3, "--output", output)
                .succeeded();
        List<String> lines = Tables.lines(output);
        assertThat(lines.get(0)).isEqualTo("row,what,a,b");
        assertThat(lines.get(1)).startsWith("0,input,");
        assertThat(lines.get(2)).startsWith("0,reconstruction,");
        List<double[]> rows = Tables.numbers(output, 2);
        assertThat(rows).hasSize(6);
        assertThat(rows.get(1)[0]).isCloseTo(rows.get(0)[0], within(0.1));
    }

    @Test
    void aWalkBeginsAndEndsAtTheRowsReconstructions() {
        Path walk = dir.resolve("walk.csv");
        Path seen = dir.resolve("seen.csv");
        CommandRun.of(
                        "interpolate",
                        "--model",
                        ofTable,
                        "--input",
                        table,
                        "--from",
                        0,
                        "--to",
                        1,
                        "--steps",
                        5,
                        "--output",
                        walk)
                .succeeded();
        CommandRun.of("reconstruct", "--model", ofTable, "--input", table, "--count", 2, "--output", seen)
                .succeeded();
        assertThat(Tables.numbers(walk, 1).get(0))
                .containsExactly(Tables.numbers(seen, 2).get(1), within(1e-6));
        assertThat(Tables.numbers(walk, 1).get(4))
                .containsExactly(Tables.numbers(seen, 2).get(3), within(1e-6));
    }

    @Test
    void aTraversalMovesOneLatentAndNamesItsValue() {
        Path output = dir.resolve("traversal.csv");
        CommandRun.of(
                        "traverse",
                        "--model",
                        ofTable,
                        "--latent",
                        1,
                        "--from",
                        -2,
                        "--to",
                        2,
                        "--steps",
                        5,
                        "--output",
                        output)
                .succeeded();
        assertThat(Tables.lines(output).get(0)).isEqualTo("z1,a,b");
        assertThat(Tables.numbers(output, 0)).extracting(row -> row[0]).containsExactly(-2.0, -1.0, 0.0, 1.0, 2.0);
        assertThat(CommandRun.of("traverse", "--model", ofTable, "--latent", 9, "--output", output)
                        .oneError())
                .contains("--latent must be in 0 to 1 but was 9");
    }

    @Test
    void aPictureShowsTheImagesSideBySide() throws IOException {
        Path png = dir.resolve("grid.png");
        CommandRun.of("reconstruct", "--model", ofImages, "--input", images, "--count", 3, "--png", png)
                .succeeded();
        BufferedImage grid = ImageIO.read(png.toFile());
        // Two across at twice their size, a line of 2 pixels around each.
        assertThat(grid.getWidth()).isEqualTo(2 * (2 * SIDE + 2) + 2);
        assertThat(grid.getHeight()).isEqualTo(3 * (2 * SIDE + 2) + 2);
    }

    @Test
    void aPixelOfThePictureIsAPixelOfTheImage() {
        double[] image = new double[SIDE * SIDE];
        image[1] = 1;
        BufferedImage grid = new PngGrid(new ImageShape(SIDE, SIDE), 1, 1).draw(List.of(image));
        assertThat(grid.getRaster().getSample(2 + 1, 2, 0)).isEqualTo(255);
        assertThat(grid.getRaster().getSample(2, 2 + 1, 0)).isZero();
    }

    @Test
    void aPictureNeedsImages() {
        assertThat(CommandRun.of("sample", "--model", ofTable, "--png", dir.resolve("no.png"))
                        .oneError())
                .contains("--png needs a model of images");
        assertThat(CommandRun.of("sample", "--model", ofTable).oneError()).contains("--output FILE.csv or --png");
    }

    /** IDX images with one bright column each. */
    private static Path bars(Path file, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            for (int number : new int[] {2051, count, SIDE, SIDE}) {
                out.writeInt(number);
            }
            for (int i = 0; i < count; i++) {
                int bright = random.nextInt(SIDE);
                for (int p = 0; p < SIDE * SIDE; p++) {
                    out.writeByte(p % SIDE == bright ? 255 : 0);
                }
            }
        }
        return file;
    }
}
