// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.RecordOptions;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.data.ParseResult;
import io.elbow.data.RecordParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a table of the records of a topic. Where nobody named the features, the first records are held back until
 * {@link #SAMPLE} readable ones have shown which numeric fields there are.
 */
final class RecordsCollector {
    /** Readable records that are looked at for numeric fields. */
    static final int SAMPLE = 1_000;

    private record Pending(byte[] key, byte[] value, long timestampMillis) {}

    private final String topic;
    private final RecordOptions options;
    private final List<String> conditions;
    private final NumericFields fields;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Dataset.Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Long> rejected = new TreeMap<>();
    private List<String> features;
    private RecordParser parser;
    private int readable;

    /** Without conditions. */
    RecordsCollector(String topic, RecordOptions options, List<String> features) {
        this(topic, options, features, List.of());
    }

    /** @param features empty: to be found */
    RecordsCollector(String topic, RecordOptions options, List<String> features, List<String> conditions) {
        this.conditions = List.copyOf(conditions);
        this.topic = topic;
        this.options = options;
        this.fields = new NumericFields(options, conditions);
        if (!features.isEmpty()) {
            use(features);
        }
    }

    void take(byte[] key, byte[] value, long timestampMillis) {
        if (parser != null) {
            parse(key, value, timestampMillis);
            return;
        }
        pending.add(new Pending(key, value, timestampMillis));
        if (fields.look(value)) {
            readable++;
        }
        if (readable == SAMPLE) {
            useFound();
        }
    }

    /** The table; without rows where no record could be used. */
    Dataset finish() {
        if (parser == null) {
            useFound();
        }
        if (!rejected.isEmpty()) {
            long count = rejected.values().stream().mapToLong(Long::longValue).sum();
            notes.add(count + " records of topic " + topic + " were rejected: " + counts(rejected));
        }
        return new Dataset("topic " + topic, features, List.copyOf(rows), List.copyOf(notes), conditions);
    }

    /** Records that could not be parsed, by reason code. */
    Map<String, Long> rejected() {
        return Map.copyOf(rejected);
    }

    /** For a person: {@code late 3, tombstone 1}. */
    static String counts(Map<String, Long> rejected) {
        return new TreeMap<>(rejected)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private void useFound() {
        use(fields.found());
        notes.add("features: the numeric fields of the first " + readable + " records: " + String.join(", ", features));
        pending.forEach(record -> parse(record.key, record.value, record.timestampMillis));
        pending.clear();
    }

    private void use(List<String> named) {
        features = List.copyOf(named);
        parser = new RecordParser(options, features, conditions);
    }

    private void parse(byte[] key, byte[] value, long timestampMillis) {
        ParseResult result = parser.parse(key, value, timestampMillis);
        if (result instanceof ParseResult.Parsed parsed) {
            rows.add(row(parsed.observation()));
        } else if (result instanceof ParseResult.Rejected refused) {
            rejected.merge(refused.reason().code(), 1L, Long::sum);
        }
    }

    private Dataset.Row row(Observation observation) {
        return new Dataset.Row(
                rows.size(),
                observation.key(),
                Instant.ofEpochMilli(observation.timestampMillis()).toString(),
                observation.timestampMillis(),
                observation.values(),
                false,
                observation.conditions());
    }
}
