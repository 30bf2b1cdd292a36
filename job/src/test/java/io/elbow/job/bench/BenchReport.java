// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything that a run measured.
 *
 * @param time when it ended, ISO-8601
 * @param seconds how long it took
 */
record BenchReport(String time, double seconds, boolean quick, Machine machine, List<Figure> figures) {
    private static final List<String> HEADER =
            List.of("benchmark", "figure", "median", "min", "max", "error", "unit", "n", "ratio", "by round", "to");

    BenchReport {
        figures = List.copyOf(figures);
    }

    /** Writes one JSON object, making the folder. */
    void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
    }

    /** For a person: one line a figure, aligned. */
    List<String> table() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADER);
        figures.forEach(figure -> cells.add(row(figure)));
        return align(cells);
    }

    private static List<String> row(Figure figure) {
        Summary summary = figure.summary();
        Figure.Ratio ratio = figure.ratio();
        Summary paired = ratio == null ? null : ratio.paired();
        return List.of(
                figure.group(),
                figure.name(),
                number(summary.median()),
                number(summary.min()),
                number(summary.max()),
                figure.error() == null ? "" : "+-" + number(figure.error()),
                figure.unit(),
                Integer.toString(summary.rounds()),
                ratio == null ? "" : number(ratio.ofMedians()),
                paired == null ? "" : number(paired.min()) + ".." + number(paired.max()),
                ratio == null ? "" : ratio.to());
    }

    /** Three significant digits, and no digit of a whole number lost. */
    static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static List<String> align(List<List<String>> cells) {
        int[] widths = new int[HEADER.size()];
        for (List<String> row : cells) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return cells.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            boolean words = List.of("benchmark", "figure", "unit", "to").contains(HEADER.get(column));
            String pattern = "%" + (words ? "-" : "") + widths[column] + "s  ";
            line.append(String.format(Locale.ROOT, pattern, row.get(column)));
        }
        return line.toString().stripTrailing();
    }
}
