// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.BadInputException;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.config.RecordOptions;
import io.elbow.data.BoundedTable;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.data.ParseResult;
import io.elbow.data.RecordParser;
import io.elbow.data.RejectionReason;
import io.elbow.features.RowDerivation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a table of a topic's records. If the features are not named, the first records are held back until
 * {@link #SAMPLE} readable ones have shown which fields there are.
 */
final class RecordsCollector {
    /** Number of readable records that are searched for numeric fields. */
    static final int SAMPLE = 1_000;

    /** Most records that are held back, readable or not. */
    private static final int MOST_HELD_BACK = 10 * SAMPLE;

    private static final Set<RejectionReason> BROKEN =
            EnumSet.of(RejectionReason.TOMBSTONE, RejectionReason.TOO_LARGE, RejectionReason.MALFORMED_JSON);

    private record Pending(byte[] key, byte[] value, long timestampMillis) {}

    private final String source;
    private final RecordOptions options;
    private final RecordsTopic.Wanted wanted;
    private final NumericFields fields;
    private final List<Pending> pending = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, String> firstDetails = new TreeMap<>();
    private final RecordParser featureless;
    private RecordParser parser;
    private RowDerivation derivation;
    private BoundedTable table;
    private int readable;

    RecordsCollector(String topic, RecordOptions options, RecordsTopic.Wanted wanted) {
        this.source = "topic " + topic;
        this.options = options;
        this.wanted = wanted;
        this.fields = new NumericFields(options, wanted.conditions());
        this.featureless = new RecordParser(options, List.of(), wanted.conditions());
        if (wanted.features().isSettled()) {
            use(wanted.features().named());
        }
    }

    /**
     * Takes the next record.
     *
     * @throws BadInputException if the choice of features does not fit the fields of the records
     */
    void take(byte[] key, byte[] value, long timestampMillis) {
        if (parser != null) {
            keep(parser.parse(key, value, timestampMillis));
            return;
        }
        boolean shows = fields.look(value);
        if (!shows && isBroken(key, value, timestampMillis)) {
            return;
        }
        readable += shows ? 1 : 0;
        pending.add(new Pending(key, value, timestampMillis));
        if (readable == SAMPLE || pending.size() == MOST_HELD_BACK) {
            useFound();
        }
    }

    /**
     * Whether the record is unusable whatever the features are. Such a record is counted and not held back, because
     * there may be any number.
     */
    private boolean isBroken(byte[] key, byte[] value, long timestampMillis) {
        ParseResult result = featureless.parse(key, value, timestampMillis);
        boolean broken = result instanceof ParseResult.Rejected refused && BROKEN.contains(refused.reason());
        if (broken) {
            keep(result);
        }
        return broken;
    }

    /** Returns the table, which has no rows if no record was usable. */
    BoundedTable.Read finish() {
        if (parser == null) {
            useFound();
        }
        if (!rejected.isEmpty()) {
            long count = rejected.values().stream().mapToLong(Long::longValue).sum();
            notes.add(count + " records of " + source + " were rejected: " + counts(rejected) + examples());
        }
        return table.finish(source, notes);
    }

    /** Number of records that could not be parsed, by reason code. */
    Map<String, Long> rejected() {
        return Map.copyOf(rejected);
    }

    /** What was wrong with the first record of each reason, for a person; empty where none was rejected. */
    String examples() {
        return firstDetails.entrySet().stream()
                .map(first -> "; the first " + first.getKey() + ": " + first.getValue())
                .collect(Collectors.joining());
    }

    /** The counts for a person: {@code late 3, tombstone 1}. */
    static String counts(Map<String, Long> rejected) {
        return new TreeMap<>(rejected)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private void useFound() {
        List<String> numeric = fields.found();
        // Without a readable record there is nothing to choose from; the reader reports that.
        List<String> features =
                readable == 0 ? numeric : wanted.features().among(source, fields.seen(), numeric, () -> numeric);
        use(features);
        notes.add("features: "
                + (wanted.features().named().isEmpty() ? "the numeric fields" : "those chosen of the fields")
                + " of the first " + readable + " records"
                + (wanted.features().excluded().isEmpty() ? "" : " less the excluded ones") + ": "
                + String.join(", ", features));
        pending.forEach(record -> keep(parser.parse(record.key, record.value, record.timestampMillis)));
        pending.clear();
    }

    private void use(List<String> named) {
        parser = new RecordParser(options, named, wanted.conditions());
        List<FeatureSource> sources = FeatureSources.of(named, wanted.sources());
        derivation = new RowDerivation(sources);
        table = new BoundedTable(sources, wanted.conditions(), wanted.bound());
    }

    private void keep(ParseResult result) {
        if (result instanceof ParseResult.Parsed parsed) {
            table.add(derivation.derive(row(parsed.observation())));
        } else if (result instanceof ParseResult.Rejected refused) {
            rejected.merge(refused.reason().code(), 1L, Long::sum);
            firstDetails.putIfAbsent(refused.reason().code(), refused.detail());
        }
    }

    private Dataset.Row row(Observation observation) {
        return new Dataset.Row(
                table.seen(),
                observation.key(),
                Instant.ofEpochMilli(observation.timestampMillis()).toString(),
                observation.timestampMillis(),
                observation.values(),
                false,
                observation.conditions());
    }
}
