// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.Durations;
import io.elbow.data.ColumnRoles;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import io.elbow.kafka.RecordsTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the rows that {@code train} learns from: files, or the records topic. */
final class TrainingInput {
    /**
     * What was read.
     *
     * @param topicOffsets end offset by partition, of rows from a topic
     */
    record Read(Dataset dataset, List<String> sources, Map<Integer, Long> topicOffsets, List<String> notes) {}

    private final InputOptions options;
    private final DetectorConfig config;
    private final InstantSource clock;

    /**
     * Checks that the options go together.
     *
     * @param config may be null for files
     */
    TrainingInput(InputOptions options, DetectorConfig config, InstantSource clock) {
        this.options = options;
        this.config = config;
        this.clock = clock;
        requireOneSource();
    }

    /** What the columns mean, known before anything is read. A topic's records have no columns. */
    TrainingColumns columns() {
        return options.fromKafka
                ? new TrainingColumns(ColumnRoles.NONE, List.of())
                : TrainingColumns.of(options, config);
    }

    Read read(TrainingColumns columns) {
        return options.fromKafka ? readTopic(columns.roles().conditions()) : readFiles(columns);
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

    private Read readTopic(List<String> conditions) {
        RecordsTopic.ReadBack back = RecordsTopic.read(config, options.features, conditions, since(), clock.instant());
        List<String> notes = new ArrayList<>(back.dataset().notes());
        back.rejected().forEach((reason, count) -> notes.add(count + " records left out: " + reason));
        return new Read(back.dataset(), List.of(back.dataset().source()), back.endOffsets(), notes);
    }

    private Read readFiles(TrainingColumns columns) {
        List<Dataset> parts = new ArrayList<>();
        require(
                options.imageLabels == null || options.files.size() == 1,
                "--labels " + options.imageLabels + " belongs to one file of images, but --input names "
                        + options.files.size() + "; lay each labels file beside its images and leave --labels out");
        for (Path file : options.files) {
            parts.add(TableReader.read(file, columns.roles().withImageLabels(options.imageLabels)));
        }
        Dataset all = parts.size() == 1
                ? parts.get(0)
                : concatenate(parts, columns.roles().key() != null);
        List<String> sources = options.files.stream()
                .map(file -> file.getFileName().toString())
                .toList();
        List<String> notes = new ArrayList<>(columns.notes());
        notes.addAll(all.notes());
        return new Read(all, sources, Map.of(), notes);
    }

    private static Dataset concatenate(List<Dataset> parts, boolean keyed) {
        Dataset first = parts.get(0);
        List<Dataset.Row> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        // Without a key column each file is a series of its own.
        for (int i = 0; i < parts.size(); i++) {
            Dataset part = parts.get(i);
            if (!part.features().equals(first.features())) {
                throw new DataException(part.source() + " has other feature columns than " + first.source() + " ("
                        + String.join(", ", part.features()) + " against " + String.join(", ", first.features())
                        + "); name the common ones with --features");
            }
            notes.addAll(part.notes());
            for (Dataset.Row row : part.rows()) {
                rows.add(keyed ? row : row.withKey(part.source()));
            }
        }
        return new Dataset(
                first.source() + " and " + (parts.size() - 1) + " more",
                first.features(),
                rows,
                notes,
                first.conditions());
    }
}
