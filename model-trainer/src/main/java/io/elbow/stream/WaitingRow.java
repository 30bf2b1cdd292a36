// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.data.Observation;
import io.elbow.features.KeyMemory;
import io.elbow.features.SeriesState;
import io.elbow.features.Standardizer;

/**
 * A record between its arrival and its verdict. Its key's memory goes on with the key's later records, so what the
 * record needs of it is noted here.
 */
final class WaitingRow<R> {
    final R record;
    final Observation observation;
    final KeyMemory memory;

    /** Event time of the key's record before it; {@link Long#MIN_VALUE}: there is none. */
    final long previousMillis;

    /** When the key's series last started anew, ms. */
    final long startedMillis;

    /** What standardised it for the model. */
    final Standardizer own;

    /** The same for the challenger; null: none runs. */
    final Standardizer challengers;

    /** Whether its key is so new that the record teaches whatever is made of it. */
    final boolean warming;

    private final ScoringModel model;
    private double[] shingle;

    WaitingRow(
            R record,
            Observation observation,
            KeyMemory memory,
            long previousMillis,
            ScoringModel model,
            Standardizer own,
            Standardizer challengers,
            boolean warming) {
        this.record = record;
        this.observation = observation;
        this.memory = memory;
        this.previousMillis = previousMillis;
        this.startedMillis = memory.series.startedMillis;
        this.model = model;
        this.own = own;
        this.challengers = challengers;
        this.warming = warming;
    }

    boolean isOf(ScoringModel other) {
        return model == other;
    }

    /**
     * The shingle in the user's units, as {@link SeriesState#shingle(int)} gives it; to be asked for before the key's
     * series takes another row, and at any time from then on.
     */
    double[] shingle() {
        if (shingle == null) {
            shingle = memory.series.shingle(model.shingleLength());
        }
        return shingle;
    }
}
