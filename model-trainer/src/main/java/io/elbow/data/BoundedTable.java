// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.List;
import java.util.Set;

/** A table as its rows are read: those that memory holds, or a sample of them, and what is known of all. */
public final class BoundedTable {
    private final List<String> features;
    private final List<String> conditions;
    private final DataDigest digest;
    private final RowSample sample;

    /** @param bound on the rows that stay */
    public BoundedTable(List<String> features, List<String> conditions, RowSample.Bound bound) {
        this.features = features;
        this.conditions = conditions;
        digest = new DataDigest(features, conditions);
        sample = new RowSample(bound);
    }

    /**
     * What was read.
     *
     * @param dataset the rows that stay
     * @param summary of all rows
     * @param breaks numbers of rows that are marked anomalous without being labelled so, as {@link RowSample#rows} says
     */
    public record Read(Dataset dataset, DataSummary summary, Set<Long> breaks) {
        /** Whether no row had to go. */
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

    /** Rows taken, whether they stay or not. */
    public long seen() {
        return sample.seen();
    }

    /**
     * Ends the table; no more rows can be added.
     *
     * @param source and {@code notes} as those of {@link Dataset}
     */
    public Read finish(String source, List<String> notes) {
        Dataset dataset = new Dataset(source, features, sample.rows(), List.copyOf(notes), conditions);
        return new Read(dataset, digest.summary(), sample.breaks());
    }
}
