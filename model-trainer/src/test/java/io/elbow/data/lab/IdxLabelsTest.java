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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDX labels as the condition of IDX images. */
class IdxLabelsTest {
    private static final ColumnRoles BY_LABEL = ColumnRoles.NONE.withConditions(List.of("label"));

    @TempDir
    Path dir;

    private Path images;

    @BeforeEach
    void writeImages() throws IOException {
        images = idx("t-images-idx3-ubyte", 2051, 3, 1, 2, new byte[6]);
    }

    @Test
    void labelsNextToTheImagesBecomeTheirCondition() throws IOException {
        idx("t-labels-idx1-ubyte", 2049, 3, new byte[] {7, 0, (byte) 200});
        Dataset read = TableReader.read(images, BY_LABEL);
        assertThat(read.conditions()).containsExactly("label");
        assertThat(read.features()).hasSize(2);
        assertThat(read.rows()).extracting(row -> row.conditions()[0]).containsExactly("7", "0", "200");
    }

    @Test
    void aNamedFileIsUsedInsteadOfTheOneNextToTheImages() throws IOException {
        idx("t-labels-idx1-ubyte", 2049, 3, new byte[3]);
        Path other = idx("other", 2049, 3, new byte[] {1, 2, 3});
        assertThat(TableReader.read(images, BY_LABEL.withImageLabels(other)).rows())
                .extracting(row -> row.conditions()[0])
                .containsExactly("1", "2", "3");
    }

    @Test
    void withoutAConditionNoLabelsAreNeeded() {
        assertThat(TableReader.read(images, ColumnRoles.NONE).rows())
                .hasSize(3)
                .allMatch(row -> row.conditions().length == 0);
        assertThatThrownBy(() -> TableReader.read(images, BY_LABEL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no file of them next to the images; name it with --labels FILE");
    }

    @Test
    void labelsThatDoNotFitAreRefused() throws IOException {
        refused(idx("two", 2049, 2, new byte[2]), "2 labels, but there are 3 images");
        refused(idx("cut", 2049, 3, new byte[2]), "promises 3 labels but the file ends after 2");
        refused(images, "these are no IDX labels (magic 2051 instead of 2049)");
        refused(dir.resolve("absent"), "cannot be read");
    }

    @Test
    void whatIsNoLabelOfImagesIsRefused() throws IOException {
        Path labels = idx("t-labels-idx1-ubyte", 2049, 3, new byte[3]);
        assertThatThrownBy(() -> TableReader.read(images, ColumnRoles.NONE.withConditions(List.of("kind"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("give --condition label");
        assertThatThrownBy(() -> TableReader.read(images, ColumnRoles.NONE.withImageLabels(labels)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("give --condition label");
        Path table = Files.writeString(dir.resolve("t.csv"), "a,label\n1,2\n");
        assertThatThrownBy(() -> TableReader.read(table, BY_LABEL.withImageLabels(labels)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("leave --labels out");
    }

    private void refused(Path labels, String message) {
        assertThatThrownBy(() -> TableReader.read(images, BY_LABEL.withImageLabels(labels)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(labels.toString())
                .hasMessageContaining(message);
    }

    private Path idx(String name, int magic, int count, byte[] labels) throws IOException {
        return write(name, new int[] {magic, count}, labels);
    }

    private Path idx(String name, int magic, int count, int rows, int columns, byte[] pixels) throws IOException {
        return write(name, new int[] {magic, count, rows, columns}, pixels);
    }

    private Path write(String name, int[] header, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int number : header) {
                out.writeInt(number);
            }
            out.write(body);
        }
        return Files.write(dir.resolve(name), bytes.toByteArray());
    }
}
