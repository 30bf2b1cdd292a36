// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.BadInputException;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.FeatureSources;
import io.elbow.config.JoinedText;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.console.AlertRate;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.InputFiles;
import io.elbow.data.InputTable;
import io.elbow.data.SeriesColumn;
import io.elbow.data.TableReader;
import io.elbow.features.Conditions;
import io.elbow.features.RowDerivation;
import io.elbow.scoring.Scorer;
import io.elbow.stream.BatchScoring;
import io.elbow.vae.Scorers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What {@code score} and {@code evaluate} share: a model, a table, and how to read it. */
final class ScoringOptions {
    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The artifact.")
    private Path model;

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "CSV or JSON lines, plain or gzip; a directory stands for the tables in it; columns are matched"
                            + " by name.")
    private List<Path> input = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "COL",
            description =
                    "Column of the series' key, several joined by commas; \"\": the file is one series (default: the model's).")
    private String key;

    @Option(
            names = "--timestamp",
            paramLabel = "COL",
            description = "Column of the event time; \"\": the file's order (default: the model's).")
    private String timestamp;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "IDX labels of --input images, for a model conditional on them (default: the labels file"
                    + " next to them).")
    private Path imageLabels;

    @Option(
            names = "--alert-rate",
            paramLabel = "P",
            description = "Promised share of normal records that alert, in (0, 1] (default: the model's).")
    private Double alertRate;

    /** A model, rows in its feature order, and the scorer to close. */
    record Opened(ModelArtifact artifact, InputTable table, double alertRate, Scorer scorer, BatchScoring scoring)
            implements AutoCloseable {
        /** The rows, with the model's features made of them while they are read. */
        Iterable<Dataset.Row> rows() {
            return RowDerivation.over(table, artifact.manifest().sources());
        }

        /** All rows at once, for those who need them: what they make of a row takes as much memory again. */
        Dataset dataset() {
            return RowDerivation.over(
                    table.read(MemorySize.of(null) / 2), artifact.manifest().sources());
        }

        /** For a person. */
        String threshold() {
            return ModelDescription.threshold(artifact.manifest(), alertRate);
        }

        @Override
        public void close() {
            scorer.close();
        }
    }

    /** The tables' names without their folders. */
    String inputName() {
        return input.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", "));
    }

    /** The artifact's name without its folder. */
    String modelName() {
        return model.getFileName().toString();
    }

    /** The same rows for another model. */
    ScoringOptions ofModel(Path other) {
        ScoringOptions same = new ScoringOptions();
        same.model = other;
        same.input = input;
        same.key = key;
        same.timestamp = timestamp;
        same.alertRate = alertRate;
        same.imageLabels = imageLabels;
        return same;
    }

    /** @param label the label's column, or null */
    Opened open(String label, PrintWriter notes) {
        ModelArtifact artifact = ModelStore.load(model);
        Manifest manifest = artifact.manifest();
        double rate = AlertRate.require(manifest.alertRateOr(alertRate));
        InputFiles files = InputFiles.of(input);
        files.notes().forEach(note -> notes.println("note: " + note));
        List<String> header = TableReader.columns(files.files().get(0));
        Conditions conditions = manifest.conditions();
        ColumnRoles roles = new ColumnRoles(
                column(header, key, manifest.keyColumn(), SeriesColumn.KEY),
                column(header, timestamp, manifest.timestampColumn(), SeriesColumn.TIMESTAMP),
                label,
                FeatureSources.fields(manifest.sources()),
                conditions.columnNames(),
                imageLabels);
        if (!conditions.calendar().isEmpty() && roles.timestamp() == null) {
            throw new BadInputException("the model knows "
                    + conditions.calendar().stream()
                            .map(CalendarPart::configName)
                            .toList()
                    + " of a row, so its event time is needed; name its column with --timestamp");
        }
        InputTable table = new InputTable(files.files(), roles.withTimestampUnit(manifest.unitOf(roles.timestamp())));
        TimeNeeded.check(table.source(), manifest.sources(), roles.timestamp());
        table.notes().forEach(note -> notes.println("note: " + note));
        Scorer scorer = Scorers.create(manifest.spec(), artifact.tensors(), ScorerChoice.PYTORCH);
        return new Opened(artifact, table, rate, scorer, new BatchScoring(manifest, scorer, rate, null));
    }

    /** The column that a flag names, else the model's; null: none. */
    private String column(List<String> header, String given, String ofModel, SeriesColumn role) {
        if (given != null) {
            return given.isEmpty() ? null : given;
        }
        role.require(input.get(0), header, JoinedText.columns(ofModel, header), SeriesColumn.BY_MODEL);
        return ofModel;
    }
}
