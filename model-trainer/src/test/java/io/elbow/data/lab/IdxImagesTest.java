// SPDX-License-Identifier: Apache-2.0
package io.elbow.data.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.data.ColumnRoles;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {
    @TempDir
    Path dir;

    @Test
    void imagesAreRowsAndPixelsAreFeaturesBetweenZeroAndOne() throws IOException {
        Path file = Files.write(dir.resolve("images-idx3-ubyte"), idx(2051, 2, 2, 3, 12));
        Dataset images = TableReader.read(file, ColumnRoles.NONE);
        assertThat(images.features())
                .containsExactly("pixel_0_0", "pixel_0_1", "pixel_0_2", "pixel_1_0", "pixel_1_1", "pixel_1_2");
        assertThat(images.rows()).hasSize(2);
        assertThat(images.rows().get(0).values()).containsExactly(0, 1 / 255.0, 2 / 255.0, 3 / 255.0, 4 / 255.0, 1);
        assertThat(TableReader.columns(file)).isEqualTo(images.features());
        assertThat(ImageShape.of(images.features())).contains(new ImageShape(2, 3));
    }

    @Test
    void gzipIsReadAsWell() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(idx(2051, 2, 2, 3, 12));
        }
        Path file = Files.write(dir.resolve("images.gz"), packed.toByteArray());
        assertThat(TableReader.read(file, ColumnRoles.NONE).rows()).hasSize(2);
    }

    @Test
    void whatTheFileDoesNotHoldIsNamed() throws IOException {
        Path cut = Files.write(dir.resolve("cut"), idx(2051, 3, 2, 3, 12));
        assertThatThrownBy(() -> TableReader.read(cut, ColumnRoles.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("promises 3 images but the file ends in image 2");
        Path huge = Files.write(dir.resolve("huge"), idx(2051, Integer.MAX_VALUE, 1 << 30, 1 << 30, 12));
        assertThatThrownBy(() -> TableReader.read(huge, ColumnRoles.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("which cannot be");
        Path labels = Files.write(dir.resolve("labels"), idx(2049, 3, 0, 0, 3));
        assertThatThrownBy(() -> TableReader.read(labels, ColumnRoles.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("IDX labels; give the images file");
    }

    @Test
    void pixelsHaveNoOtherRole() throws IOException {
        Path file = Files.write(dir.resolve("images"), idx(2051, 2, 2, 3, 12));
        assertThatThrownBy(() -> TableReader.read(file, new ColumnRoles("pixel_0_0", null, null, List.of())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("leave --key");
        assertThatThrownBy(() -> TableReader.read(file, new ColumnRoles(null, null, null, List.of("cpu"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 x 3 pixels");
    }

    @Test
    void otherFeaturesAreNoImage() {
        assertThat(ImageShape.of(List.of("cpu", "memory"))).isEmpty();
        assertThat(ImageShape.of(List.of("pixel_0_0", "pixel_5_5"))).isEmpty();
    }

    /** A header, then pixels that count up, except the last pixel of each image, which is white. */
    private static byte[] idx(int magic, int count, int rows, int columns, int pixels) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(magic);
            out.writeInt(count);
            out.writeInt(rows);
            out.writeInt(columns);
            for (int i = 0; i < pixels; i++) {
                out.writeByte(i % 6 == 5 ? 255 : i % 6);
            }
        }
        return bytes.toByteArray();
    }
}
