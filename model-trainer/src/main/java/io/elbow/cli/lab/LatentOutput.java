// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.BadInputException;
import io.elbow.console.JsonLine;
import io.elbow.console.OutputFiles;
import io.elbow.data.Numbers;
import io.elbow.data.lab.ImageShape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** What the commands that look into a model share: the model, a table of rows it imagines, and a picture of them. */
final class LatentOutput {
    private static final int ZOOM = 2;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The artifact.")
    private Path model;

    @Option(names = "--output", paramLabel = "FILE.csv", description = "Where the rows go, in the data's own units.")
    private Path output;

    @Option(names = "--png", paramLabel = "FILE.png", description = "A picture of the rows, for a model of images.")
    private Path png;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    /** A row and what it is: values for the leading columns. */
    record Imagined(List<String> what, double[] values) {}

    ModelArtifact open() {
        if (output == null && png == null) {
            throw new BadInputException("name a file for the result with --output FILE.csv or --png FILE.png");
        }
        ModelArtifact artifact = ModelStore.load(model);
        for (Path file : new Path[] {output, png}) {
            if (file != null) {
                OutputFiles.requireWritable(file);
            }
        }
        if (png != null) {
            PngGrid.shape(artifact.manifest().featureNames());
        }
        return artifact;
    }

    /**
     * Writes table and picture.
     *
     * @param what names of the leading columns
     * @param across images a line of the picture
     */
    void write(ModelArtifact artifact, List<String> what, List<Imagined> rows, int across, PrintWriter out) {
        List<String> inputs = inputNames(artifact.manifest());
        if (output != null) {
            OutputFiles.write(output, temporary -> {
                try (CsvWriter csv =
                        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(temporary)) {
                    List<String> header = new ArrayList<>(what);
                    header.addAll(inputs);
                    csv.writeRecord(header);
                    rows.forEach(row -> csv.writeRecord(cells(row)));
                }
            });
        }
        if (png != null) {
            ImageShape shape = PngGrid.shape(artifact.manifest().featureNames());
            new PngGrid(shape, across, ZOOM)
                    .write(rows.stream().map(Imagined::values).toList(), png);
        }
        if (json) {
            out.println(new JsonLine()
                    .put("model", artifact.modelId())
                    .put("rows", rows.size())
                    .put("output", output == null ? null : output.toString())
                    .put("png", png == null ? null : png.toString()));
        }
    }

    private static List<String> cells(Imagined row) {
        List<String> cells = new ArrayList<>(row.what());
        Arrays.stream(row.values()).mapToObj(Numbers::nineDigits).forEach(cells::add);
        return cells;
    }

    /** A feature's name; in a shingle, the rows before the newest are marked by how far back they are. */
    static List<String> inputNames(Manifest manifest) {
        int length = manifest.spec().shingleLength();
        List<String> names = new ArrayList<>();
        for (int back = length - 1; back >= 0; back--) {
            for (String feature : manifest.featureNames()) {
                names.add(back == 0 ? feature : feature + "@-" + back);
            }
        }
        return names;
    }
}
