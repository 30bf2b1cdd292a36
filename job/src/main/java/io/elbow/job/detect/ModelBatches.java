// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.util.List;

/** The batches of the models in use: the newest's and, around an activation, that of the model before it. */
public final class ModelBatches {
    private final ModelBatch newest;
    private final List<ModelBatch> all;

    /**
     * Empty ones.
     *
     * @param previous null: the newest takes all records
     * @param challenger null: none runs
     * @param thinning null: nobody wants samples
     */
    public ModelBatches(
            LiveModel newest, LiveModel previous, LiveModel challenger, int capacity, SampleThinning thinning) {
        this.newest = new ModelBatch(newest, challenger, capacity, thinning);
        this.all = previous == null
                ? List.of(this.newest)
                : List.of(new ModelBatch(previous, challenger, capacity, thinning), this.newest);
    }

    /** That of the records that a model scores. */
    public ModelBatch of(LiveModel model) {
        ModelBatch first = all.get(0);
        return first.model() == model ? first : newest;
    }

    /** In the order in which they are to be scored: a key's earlier records are the earlier model's. */
    public List<ModelBatch> all() {
        return all;
    }

    public boolean isEmpty() {
        return all.stream().allMatch(ModelBatch::isEmpty);
    }

    /** Whether a record of a key waits. */
    public boolean hold(String key) {
        return all.stream().anyMatch(batch -> batch.holds(key));
    }
}
