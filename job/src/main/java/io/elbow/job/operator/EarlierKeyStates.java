// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.KeyMemory;
import io.elbow.features.KeyStatistics;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;

/**
 * The current key's memory as earlier releases kept it: each part in a state of its own.
 *
 * <p>Owned state: four values a key. Lifecycle: made where a snapshot holds them; a key's are read and emptied when the
 * key is first heard of again. Design constraint: a key that stays silent keeps them over any number of snapshots.
 */
final class EarlierKeyStates {
    private final ValueState<SeriesState> series;
    private final ValueState<KeyStatistics> statistics;
    private final ValueState<SmoothedScore> smoothed;
    private final ValueState<SmoothedScore> challengerSmoothed;

    /** @param idleTtl null: never */
    EarlierKeyStates(KeyedStateStore store, Duration idleTtl) {
        series = KeyMemoryState.state(store, "series", SeriesState.class, idleTtl);
        statistics = KeyMemoryState.state(store, "statistics", KeyStatistics.class, idleTtl);
        smoothed = KeyMemoryState.state(store, "smoothed", SmoothedScore.class, idleTtl);
        challengerSmoothed = KeyMemoryState.state(store, "smoothed-challenger", SmoothedScore.class, idleTtl);
    }

    /** Null: the key has none. */
    KeyMemory value() throws IOException {
        SeriesState rows = series.value();
        if (rows == null) {
            // Whatever else there was of a key came after its first row.
            return null;
        }
        KeyMemory memory = new KeyMemory();
        memory.series = rows;
        memory.statistics = statistics.value();
        memory.smoothed = smoothed.value();
        memory.challengerSmoothed = challengerSmoothed.value();
        return memory;
    }

    void clear() {
        series.clear();
        statistics.clear();
        smoothed.clear();
        challengerSmoothed.clear();
    }
}
