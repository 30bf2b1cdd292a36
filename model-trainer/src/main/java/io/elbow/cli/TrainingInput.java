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
    record Read(
            Dataset dataset,
            ColumnRoles roles,
            List<String> sources,
            Map<Integer, Long> topicOffsets,
            List<String> notes) {}

    private final InputOptions options;
    private final DetectorConfig config;
    private final InstantSource clock;

    /** @param config may be null for files */
    TrainingInput(InputOptions options, DetectorConfig config, InstantSource clock) {
        this.options = options;
        this.config = config;
        this.clock = clock;
    }

    Read read() {
        if (options.fromKafka == !options.files.isEmpty()) {
            throw new BadInputException("give either --input FILE... or --from-kafka --since DURATION");
        }
        return options.fromKafka ? readTopic() : readFiles();
    }

    private Read readTopic() {
        if (config == null) {
            throw new BadInputException("--from-kafka needs --config, which names the broker and the records topic");
        }
        if (options.since == null) {
            throw new BadInputException("--from-kafka needs --since, such as --since 7d");
        }
        RecordsTopic.ReadBack back =
                RecordsTopic.read(config, options.features, Durations.parse(options.since), clock.instant());
        List<String> notes = new ArrayList<>(back.dataset().notes());
        back.rejected().forEach((reason, count) -> notes.add(count + " records left out: " + reason));
        return new Read(back.dataset(), ColumnRoles.NONE, List.of(back.dataset().source()), back.endOffsets(), notes);
    }

    private Read readFiles() {
        ColumnRoles roles = new ColumnRoles(options.key, options.timestamp, options.label, options.features);
        List<Dataset> parts = new ArrayList<>();
        for (Path file : options.files) {
            parts.add(TableReader.read(file, roles));
        }
        Dataset all = parts.size() == 1 ? parts.get(0) : concatenate(parts);
        List<String> sources = options.files.stream()
                .map(file -> file.getFileName().toString())
                .toList();
        return new Read(all, roles, sources, Map.of(), all.notes());
    }

    private Dataset concatenate(List<Dataset> parts) {
        Dataset first = parts.get(0);
        List<Dataset.Row> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Dataset part = parts.get(i);
            if (!part.features().equals(first.features())) {
                throw new DataException(part.source() + " has other feature columns than " + first.source() + " ("
                        + String.join(", ", part.features()) + " against " + String.join(", ", first.features())
                        + "); name the common ones with --features");
            }
            notes.addAll(part.notes());
            for (Dataset.Row row : part.rows()) {
                rows.add(options.key == null ? withKey(row, part.source()) : row);
            }
        }
        return new Dataset(first.source() + " and " + (parts.size() - 1) + " more", first.features(), rows, notes);
    }

    /** Without a key column each file is a series of its own. */
    private static Dataset.Row withKey(Dataset.Row row, String key) {
        return new Dataset.Row(
                row.number(), key, row.timestamp(), row.timestampMillis(), row.values(), row.anomalous());
    }
}
