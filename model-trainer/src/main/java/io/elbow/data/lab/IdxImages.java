// SPDX-License-Identifier: Apache-2.0
package io.elbow.data.lab;

import io.elbow.data.ColumnRoles;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.data.TableFormat;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads images in the IDX format of MNIST (yann.lecun.com/exdb/mnist), plain or gzip: magic 2051, then count, rows and
 * columns as big-endian 32-bit integers, then a byte a pixel. An image becomes a row of the table and a pixel a
 * feature, in [0, 1] as value / 255.
 */
public final class IdxImages implements TableFormat {
    private static final int MAGIC = 0x00000803;
    static final int LABELS_MAGIC = 0x00000801;
    private static final int MOST_PIXELS = 1 << 20;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** Whether a file starts as IDX images or labels do. */
    @Override
    public boolean isFormatOf(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (DataInputStream in = open(file)) {
            int magic = in.readInt();
            return magic == MAGIC || magic == LABELS_MAGIC;
        } catch (IOException e) {
            // A caller that reads it as a table reports what is wrong.
            return false;
        }
    }

    /** The features' names, pixel by pixel. */
    @Override
    public List<String> columns(Path file) {
        try (DataInputStream in = open(file)) {
            Header header = header(file, in);
            return ImageShape.names(header.rows, header.columns);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Reads every image.
     *
     * @throws DataException naming the file, for labels instead of images, fewer images than the file announces, or a
     *     role that pixels cannot have
     */
    @Override
    public Dataset read(Path file, ColumnRoles roles) {
        if (roles.key() != null || roles.timestamp() != null || roles.label() != null) {
            throw new DataException(file + ": IDX images have pixels alone, no key, timestamp or label column; leave"
                    + " --key, --timestamp and --label out");
        }
        try (DataInputStream in = open(file)) {
            Header header = header(file, in);
            List<String> names = ImageShape.names(header.rows, header.columns);
            if (!roles.features().isEmpty() && !roles.features().equals(names)) {
                throw new DataException(file + ": the images are " + header.rows + " x " + header.columns
                        + " pixels, but other features are asked for; give the images that the model was made for");
            }
            String[] labels = labels(file, roles, header.count);
            List<Dataset.Row> images = images(file, in, header, labels);
            return new Dataset(file.toString(), names, images, List.of(), roles.conditions());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** A label for each image; null: no labels are wanted. */
    private static String[] labels(Path file, ColumnRoles roles, int images) {
        if (roles.conditions().isEmpty() && roles.imageLabels() == null) {
            return null;
        }
        if (!roles.conditions().equals(List.of(IdxLabels.COLUMN))) {
            throw new DataException(file + ": IDX images have one condition, their labels, by the name "
                    + IdxLabels.COLUMN + ", but the conditions asked for are " + roles.conditions()
                    + "; give --condition " + IdxLabels.COLUMN);
        }
        return IdxLabels.read(roles.imageLabels() == null ? IdxLabels.nextTo(file) : roles.imageLabels(), images);
    }

    private record Header(int count, int rows, int columns) {}

    private static Header header(Path file, DataInputStream in) throws IOException {
        int magic = in.readInt();
        if (magic == LABELS_MAGIC) {
            throw new DataException(file + ": these are IDX labels; give the images file");
        }
        Header header = new Header(in.readInt(), in.readInt(), in.readInt());
        boolean sound = header.count >= 1
                && header.rows >= 1
                && header.columns >= 1
                && (long) header.rows * header.columns <= MOST_PIXELS;
        if (!sound) {
            throw new DataException(file + ": the IDX header promises " + header.count + " images of " + header.rows
                    + " x " + header.columns + " pixels, which cannot be; copy the file anew");
        }
        return header;
    }

    private static List<Dataset.Row> images(Path file, DataInputStream in, Header header, String[] labels)
            throws IOException {
        List<Dataset.Row> images = new ArrayList<>();
        byte[] pixels = new byte[header.rows * header.columns];
        for (int i = 0; i < header.count; i++) {
            if (in.readNBytes(pixels, 0, pixels.length) < pixels.length) {
                throw new DataException(file + ": the header promises " + header.count + " images but the file ends in"
                        + " image " + i + "; copy the file anew");
            }
            double[] values = new double[pixels.length];
            for (int p = 0; p < values.length; p++) {
                values[p] = Byte.toUnsignedInt(pixels[p]) / 255.0;
            }
            String[] conditions = labels == null ? Observation.NO_CONDITIONS : new String[] {labels[i]};
            images.add(new Dataset.Row(i, "", "", i, values, false, conditions));
        }
        return images;
    }

    static DataInputStream open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            bytes.mark(2);
            boolean gzip = (bytes.read() << 8 | bytes.read()) == GZIP_MAGIC;
            bytes.reset();
            return new DataInputStream(
                    gzip ? new BufferedInputStream(new GZIPInputStream(bytes, 1 << 16), 1 << 16) : bytes);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    static DataException unreadable(Path file, IOException e) {
        return new DataException(
                file + ": "
                        + (e instanceof EOFException ? "the IDX file is cut off" : "cannot be read: " + e.getMessage())
                        + "; copy the file anew",
                e);
    }
}
