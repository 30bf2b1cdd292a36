// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Makes a model's features of the rows of a table, as the stream makes them of its records: key by key, in the order of
 * the rows. Of a row that is late nothing is derived.
 */
public final class RowDerivation {
    private final List<FeatureSource> sources;
    private final Derivation derivation;
    private final Map<String, Series> keys = new HashMap<>();

    private static final class Series {
        private final PreviousValues previous = new PreviousValues();
        private long newestMillis = Long.MIN_VALUE;
    }

    public RowDerivation(List<FeatureSource> sources) {
        this.sources = List.copyOf(sources);
        this.derivation = new Derivation(sources);
    }

    /** The next row, with the features as its values. */
    public Dataset.Row derive(Dataset.Row row) {
        if (derivation.isPlain()) {
            return row;
        }
        Series series = keys.computeIfAbsent(row.key(), key -> new Series());
        if (row.timestampMillis() < series.newestMillis) {
            return row.withValues(derivation.withoutMemory(row.values()));
        }
        series.newestMillis = row.timestampMillis();
        return row.withValues(derivation.derive(series.previous, row.values(), row.timestampMillis()));
    }

    /** Rows that are derived while they are read; each reading begins anew. */
    public static Iterable<Dataset.Row> over(Iterable<Dataset.Row> rows, List<FeatureSource> sources) {
        return () -> {
            RowDerivation derivation = new RowDerivation(sources);
            Iterator<Dataset.Row> raw = rows.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return raw.hasNext();
                }

                @Override
                public Dataset.Row next() {
                    return derivation.derive(raw.next());
                }
            };
        };
    }

    /** A whole table of the features. */
    public static Dataset over(Dataset fields, List<FeatureSource> sources) {
        RowDerivation derivation = new RowDerivation(sources);
        if (derivation.derivation.isPlain()) {
            return fields;
        }
        List<Dataset.Row> rows = new ArrayList<>(fields.rows().size());
        fields.rows().forEach(row -> rows.add(derivation.derive(row)));
        return new Dataset(
                fields.source(),
                FeatureSources.features(derivation.sources),
                rows,
                fields.notes(),
                fields.conditions(),
                derivation.sources);
    }
}
