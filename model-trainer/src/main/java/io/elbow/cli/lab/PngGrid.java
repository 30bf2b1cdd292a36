// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import io.elbow.config.BadInputException;
import io.elbow.console.OutputFiles;
import io.elbow.data.lab.ImageShape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Grey images side by side in one PNG, with a line between them. */
final class PngGrid {
    private static final int GAP = 2;
    private static final int GAP_GREY = 128;
    private static final int WHITE = 255;

    private final ImageShape shape;
    private final int across;
    private final int zoom;

    /**
     * @param across images a line
     * @param zoom pixels of the PNG to a pixel of an image
     */
    PngGrid(ImageShape shape, int across, int zoom) {
        this.shape = shape;
        this.across = across;
        this.zoom = zoom;
    }

    /**
     * Writes a grid.
     *
     * @param images [n][pixels], values in [0, 1], cut to that; 1 is white
     */
    void write(List<double[]> images, Path file) {
        BufferedImage grid = draw(images);
        OutputFiles.write(file, temporary -> {
            if (!ImageIO.write(grid, "png", temporary.toFile())) {
                throw new IOException("this Java has no PNG writer");
            }
        });
    }

    BufferedImage draw(List<double[]> images) {
        int lines = (images.size() + across - 1) / across;
        int cellWidth = shape.columns() * zoom + GAP;
        int cellHeight = shape.rows() * zoom + GAP;
        BufferedImage grid = new BufferedImage(
                Math.min(across, images.size()) * cellWidth + GAP,
                lines * cellHeight + GAP,
                BufferedImage.TYPE_BYTE_GRAY);
        fill(grid);
        for (int i = 0; i < images.size(); i++) {
            paste(grid, images.get(i), GAP + i % across * cellWidth, GAP + i / across * cellHeight);
        }
        return grid;
    }

    private static void fill(BufferedImage grid) {
        for (int y = 0; y < grid.getHeight(); y++) {
            for (int x = 0; x < grid.getWidth(); x++) {
                grid.getRaster().setSample(x, y, 0, GAP_GREY);
            }
        }
    }

    private void paste(BufferedImage grid, double[] image, int left, int top) {
        for (int y = 0; y < shape.rows() * zoom; y++) {
            for (int x = 0; x < shape.columns() * zoom; x++) {
                double value = image[y / zoom * shape.columns() + x / zoom];
                int grey = (int) Math.round(Math.max(0, Math.min(1, value)) * WHITE);
                grid.getRaster().setSample(left + x, top + y, 0, grey);
            }
        }
    }

    /** Where a picture was asked for: the shape of the model's images. */
    static ImageShape shape(List<String> features) {
        return ImageShape.of(features)
                .orElseThrow(
                        () -> new BadInputException(
                                "--png needs a model of images, whose features are pixels; leave it out, --output has the values"));
    }
}
