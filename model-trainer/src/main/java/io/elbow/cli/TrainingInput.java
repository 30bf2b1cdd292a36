// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Provenance;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.Durations;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.data.BoundedTable;
import io.elbow.data.ColumnChoice;
import io.elbow.data.ColumnRoles;
import io.elbow.data.DataSummary;
import io.elbow.data.Dataset;
import io.elbow.data.InputFiles;
import io.elbow.data.InputTable;
import io.elbow.data.RowSample;
import io.elbow.features.RowDerivation;
import io.elbow.kafka.RecordsTopic;
import io.elbow.vae.DataProvenance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/** Reads the rows that {@code train} learns from: files, or the records topic. */
final class TrainingInput {
    /**
     * What was read.
     *
     * @param dataset the rows, or a sample of them where they are too many
     * @param summary of all rows
     * @param topicOffsets end offset by partition, of rows from a topic
     * @param breaks numbers of rows that are marked anomalous without being labelled so
     * @param place where a row stands, by its number, for a person
     */
    record Read(
            Dataset dataset,
            DataSummary summary,
            List<String> sources,
            Map<Integer, Long> topicOffsets,
            List<String> notes,
            Set<Long> breaks,
            LongFunction<String> place) {
        Provenance provenance(Instant time) {
            return DataProvenance.of(summary, sources, topicOffsets, time);
        }
    }

    private final InputOptions options;
    private final DetectorConfig config;
    private final InstantSource clock;
    private final List<String> fileNotes;
    private final List<FeatureSource> sources;

    /** Takes the features from the fields as the yaml says. */
    TrainingInput(InputOptions options, DetectorConfig config, InstantSource clock) {
        this(options, config, config == null ? List.of() : config.record().sources(), clock);
    }

    /**
     * Checks that the options go together.
     *
     * @param config may be null for files
     * @param sources what features are made of some fields; the others are taken as they stand
     */
    TrainingInput(InputOptions options, DetectorConfig config, List<FeatureSource> sources, InstantSource clock) {
        this.options = options;
        this.config = config;
        this.sources = sources;
        this.clock = clock;
        requireOneSource();
        InputFiles expanded = InputFiles.of(options.files);
        options.files = expanded.files();
        fileNotes = expanded.notes();
    }

    /** What the columns mean, known before anything is read. A topic's records have no columns. */
    TrainingColumns columns() {
        return options.fromKafka
                ? new TrainingColumns(ColumnRoles.NONE, List.of())
                : TrainingColumns.of(options, config);
    }

    /**
     * Reads the rows; of more than memory holds a sample.
     *
     * @param series whether rows are in time order within their key, where whole shingles must stay
     * @param seed draws the sample
     */
    Read read(TrainingColumns columns, boolean series, int shingleLength, long seed) {
        RowSample.Bound bound = new RowSample.Bound(series, shingleLength, MemorySize.of(options.memory), seed);
        return options.fromKafka ? readTopic(columns, bound) : readFiles(columns, bound);
    }

    private void requireOneSource() {
        if (options.fromKafka == !options.files.isEmpty()) {
            throw new BadInputException("give either --input FILE... or --from-kafka --since SPAN");
        }
        if (!options.fromKafka) {
            require(options.since == null, "--since needs --from-kafka: files are read whole");
            return;
        }
        require(config != null, "--from-kafka needs --config, which names the broker and the records topic");
        require(options.since != null, "--from-kafka needs --since, such as --since 7d");
        require(
                options.key == null && options.timestamp == null && options.label == null,
                "--key, --timestamp and --label name columns of --input files; with --from-kafka the record section"
                        + " of --config says where key and time stand");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BadInputException(message);
        }
    }

    private Duration since() {
        try {
            return Durations.parse(options.since);
        } catch (BadInputException e) {
            throw new BadInputException("--since: " + e.getMessage(), e);
        }
    }

    private Read readTopic(TrainingColumns columns, RowSample.Bound bound) {
        RecordsTopic.Wanted wanted = new RecordsTopic.Wanted(
                new ColumnChoice(options.features, options.exclude),
                columns.roles().conditions(),
                since(),
                bound,
                sources);
        RecordsTopic.ReadBack back = RecordsTopic.read(config, wanted, clock.instant());
        List<String> notes = new ArrayList<>(back.dataset().notes());
        back.rejected().forEach((reason, count) -> notes.add(count + " records left out: " + reason));
        return read(
                back.table(),
                bound,
                List.of(back.dataset().source()),
                back.endOffsets(),
                notes,
                number -> "record " + number);
    }

    private Read readFiles(TrainingColumns columns, RowSample.Bound bound) {
        require(
                options.imageLabels == null || options.files.size() == 1,
                "--labels " + options.imageLabels + " belongs to one file of images, but --input names "
                        + options.files.size() + "; lay each labels file next to its images and leave --labels out");
        InputTable table = new InputTable(
                options.files, FeatureChoice.of(options, columns.roles().withImageLabels(options.imageLabels)));
        List<FeatureSource> features = FeatureSources.of(table.features(), sources);
        TimeNeeded.check(table.source(), features, columns.roles().timestamp());
        BoundedTable rows = new BoundedTable(features, table.conditions(), bound);
        RowDerivation.over(table, features).forEach(rows::add);
        List<String> notes = new ArrayList<>(fileNotes);
        notes.addAll(columns.notes());
        notes.addAll(table.notes());
        List<String> sources = options.files.stream()
                .map(file -> file.getFileName().toString())
                .toList();
        return read(rows.finish(table.source(), table.notes()), bound, sources, Map.of(), notes, table::place);
    }

    private static Read read(
            BoundedTable.Read table,
            RowSample.Bound bound,
            List<String> sources,
            Map<Integer, Long> topicOffsets,
            List<String> notes,
            LongFunction<String> place) {
        if (!table.isWhole()) {
            notes.add(kept(table, bound));
        }
        return new Read(table.dataset(), table.summary(), sources, topicOffsets, notes, table.breaks(), place);
    }

    private static String kept(BoundedTable.Read table, RowSample.Bound bound) {
        return String.format(
                Locale.ROOT,
                "kept %,d of %,d rows, drawn with seed %d%s, since more do not fit into %,d MB; --memory and java's"
                        + " -Xmx give more",
                table.dataset().rows().size(),
                table.summary().rows(),
                bound.seed(),
                bound.series() ? " as whole blocks of a key" : "",
                bound.bytes() / 1_000_000);
    }
}
