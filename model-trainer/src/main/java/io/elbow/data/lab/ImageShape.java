// SPDX-License-Identifier: Apache-2.0
package io.elbow.data.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Height and width of images whose pixels are features, row by row. The shape is read from the features' names. */
public record ImageShape(int rows, int columns) {
    private static final Pattern NAME = Pattern.compile("pixel_(\\d{1,6})_(\\d{1,6})");

    /** The names of the pixels, {@code pixel_<row>_<column>}, from 0, row by row. */
    static List<String> names(int rows, int columns) {
        List<String> names = new ArrayList<>(rows * columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                names.add("pixel_" + row + "_" + column);
            }
        }
        return names;
    }

    /** The shape of images with these features; empty if the features are not pixels. */
    public static Optional<ImageShape> of(List<String> features) {
        Matcher last = NAME.matcher(features.get(features.size() - 1));
        if (!last.matches()) {
            return Optional.empty();
        }
        ImageShape shape = new ImageShape(Integer.parseInt(last.group(1)) + 1, Integer.parseInt(last.group(2)) + 1);
        boolean whole = (long) shape.rows * shape.columns == features.size()
                && names(shape.rows, shape.columns).equals(features);
        return whole ? Optional.of(shape) : Optional.empty();
    }
}
