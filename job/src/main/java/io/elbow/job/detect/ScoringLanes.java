// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.util.List;

/** The lanes of the models in use: the newest's and, around an activation, that of the model before it. */
public final class ScoringLanes {
    private final ScoringLane newest;
    private final List<ScoringLane> all;

    /**
     * Empty ones.
     *
     * @param previous null: the newest takes all records
     * @param challenger null: none runs
     * @param thinning null: nobody wants samples
     */
    public ScoringLanes(
            ModelInUse newest, ModelInUse previous, ModelInUse challenger, int capacity, SampleThinning thinning) {
        this.newest = new ScoringLane(newest, challenger, capacity, thinning);
        this.all = previous == null
                ? List.of(this.newest)
                : List.of(new ScoringLane(previous, challenger, capacity, thinning), this.newest);
    }

    /** That of the records that a model scores. */
    public ScoringLane of(ModelInUse model) {
        ScoringLane first = all.get(0);
        return first.model() == model ? first : newest;
    }

    /** In the order in which they are to be scored: a key's earlier records are the earlier model's. */
    public List<ScoringLane> all() {
        return all;
    }

    public boolean isEmpty() {
        return all.stream().allMatch(ScoringLane::isEmpty);
    }

    /** Whether a record of a key waits. */
    public boolean hold(String key) {
        return all.stream().anyMatch(lane -> lane.holds(key));
    }
}
