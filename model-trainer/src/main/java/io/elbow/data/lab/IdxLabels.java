// SPDX-License-Identifier: Apache-2.0
package io.elbow.data.lab;

import io.elbow.data.DataException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads labels in the IDX format of MNIST, plain or gzip: magic 2049, count, then a byte a label. */
final class IdxLabels {
    /** The name of the condition that the labels become. */
    static final String COLUMN = "label";

    private IdxLabels() {}

    /**
     * Finds the labels in the folder of the images, by the file names of the data set's authors:
     * {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}.
     *
     * @throws DataException if there are none
     */
    static Path nextTo(Path images) {
        String name = images.getFileName().toString();
        Path labels = images.resolveSibling(name.replace("images", "labels").replace("idx3", "idx1"));
        if (labels.equals(images) || !Files.isRegularFile(labels)) {
            throw new DataException(images
                    + ": the labels of these images are needed, but there is no file of them next to the images; "
                    + "name it with --labels FILE");
        }
        return labels;
    }

    /**
     * Reads one label for each of that many images, as text.
     *
     * @throws DataException naming the file, if it holds something else or another number of labels
     */
    static String[] read(Path file, int images) {
        try (DataInputStream in = IdxImages.open(file)) {
            int magic = in.readInt();
            if (magic != IdxImages.LABELS_MAGIC) {
                throw new DataException(file + ": these are no IDX labels (magic " + magic + " instead of "
                        + IdxImages.LABELS_MAGIC + "); give the labels file");
            }
            int count = in.readInt();
            if (count != images) {
                throw new DataException(file + ": " + count + " labels, but there are " + images
                        + " images; give the labels that belong to them");
            }
            byte[] labels = in.readNBytes(count);
            if (labels.length < count) {
                throw new DataException(file + ": the header promises " + count + " labels but the file ends after "
                        + labels.length + "; copy the file anew");
            }
            String[] texts = new String[count];
            for (int i = 0; i < count; i++) {
                texts[i] = Integer.toString(Byte.toUnsignedInt(labels[i]));
            }
            return texts;
        } catch (IOException e) {
            throw IdxImages.unreadable(file, e);
        }
    }
}
