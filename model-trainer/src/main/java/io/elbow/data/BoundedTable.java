// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import java.util.List;
import java.util.Set;

/**
 * Collects a table as its rows are read: all rows if they fit into memory, else a sample of them, and a summary of all
 * rows.
 */
public final class BoundedTable {
    private final List<FeatureSource> sources;
    private final List<String> features;
    private final List<String> conditions;
    private final DataDigest digest;
    private final RowSample sample;

    /**
     * Starts an empty table.
     *
     * @param sources of the features that the rows hold
     * @param bound limits the rows that are kept
     */
    public BoundedTable(List<FeatureSource> sources, List<String> conditions, RowSample.Bound bound) {
        this.sources = sources;
        this.features = FeatureSources.features(sources);
        this.conditions = conditions;
        digest = new DataDigest(features, conditions);
        sample = new RowSample(bound);
    }

    /**
     * What was read.
     *
     * @param dataset the rows that were kept
     * @param summary of all rows
     * @param breaks numbers of rows that are marked anomalous although nobody labelled them, see {@link RowSample#rows}
     */
    public record Read(Dataset dataset, DataSummary summary, Set<Long> breaks) {
        /** Whether all rows were kept. */
        public boolean isWhole() {
            return dataset.rows().size() == summary.rows();
        }
    }

    /**
     * Takes the next row.
     *
     * @throws DataException where there are so many keys that they alone fill the memory
     */
    public void add(Dataset.Row row) {
        digest.add(row);
        sample.add(row);
    }

    /** Number of rows taken, kept or not. */
    public long seen() {
        return sample.seen();
    }

    /**
     * Ends the table; no more rows can be added.
     *
     * @param source what the rows were read from, for messages
     * @param notes one line each, for a person
     */
    public Read finish(String source, List<String> notes) {
        Dataset dataset = new Dataset(source, features, sample.rows(), List.copyOf(notes), conditions, sources);
        return new Read(dataset, digest.summary(), sample.breaks());
    }
}
