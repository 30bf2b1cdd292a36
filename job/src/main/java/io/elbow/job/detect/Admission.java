// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.ShingleOptions;
import io.elbow.data.Observation;
import io.elbow.features.SeriesState;

/** Decides, from what its key remembers alone, whether a record is late, still warm-up or ready to be scored. */
public final class Admission {
    /** What becomes of a record. */
    public enum Outcome {
        LATE,
        WARMING_UP,
        READY
    }

    private final ShingleOptions shingle;

    public Admission(ShingleOptions shingle) {
        this.shingle = shingle;
    }

    /**
     * Takes the record into its key's series unless it is late.
     *
     * @param shingleLength rows a shingle, the model's
     */
    public Outcome admit(SeriesState series, Observation observation, int shingleLength) {
        if (series.isLate(observation.timestampMillis())) {
            return Outcome.LATE;
        }
        series.append(observation.values(), observation.timestampMillis(), shingleLength, shingle.gap());
        // A swapped-in model may have shorter shingles than min-rows asks for; its full shingle is then enough.
        int needed = Math.min(shingle.minRows(), shingleLength);
        return series.size < needed ? Outcome.WARMING_UP : Outcome.READY;
    }
}
