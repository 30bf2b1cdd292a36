// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.features.KeyMemory;
import io.elbow.features.KeyStatistics;
import io.elbow.features.PreviousValues;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import java.util.HashMap;
import java.util.Map;

/** Hands out and keeps copies, as a store that serialises does, and counts. */
final class CopyingKeyStore implements KeyStore {
    int gets;
    int puts;
    private final Map<String, KeyMemory> memories = new HashMap<>();

    @Override
    public KeyMemory get(String key) {
        gets++;
        return copy(memories.get(key));
    }

    @Override
    public void put(String key, KeyMemory memory) {
        puts++;
        memories.put(key, copy(memory));
    }

    private static KeyMemory copy(KeyMemory memory) {
        if (memory == null) {
            return null;
        }
        KeyMemory copy = new KeyMemory();
        copy.series = copy(memory.series);
        copy.statistics = copy(memory.statistics);
        copy.smoothed = copy(memory.smoothed);
        copy.challengerSmoothed = copy(memory.challengerSmoothed);
        copy.previous = copy(memory.previous);
        return copy;
    }

    private static PreviousValues copy(PreviousValues previous) {
        if (previous == null) {
            return null;
        }
        PreviousValues copy = new PreviousValues();
        copy.values = previous.values.clone();
        copy.timesMillis = previous.timesMillis.clone();
        copy.ofFeatures = previous.ofFeatures;
        return copy;
    }

    private static SeriesState copy(SeriesState series) {
        SeriesState copy = new SeriesState();
        copy.rows = series.rows.clone();
        copy.features = series.features;
        copy.size = series.size;
        copy.newestMillis = series.newestMillis;
        copy.startedMillis = series.startedMillis;
        return copy;
    }

    private static KeyStatistics copy(KeyStatistics statistics) {
        if (statistics == null) {
            return null;
        }
        KeyStatistics copy = new KeyStatistics();
        copy.moments = statistics.moments.clone();
        copy.rows = statistics.rows;
        copy.seen = statistics.seen;
        copy.bucketRows = statistics.bucketRows;
        copy.bucketMillis = statistics.bucketMillis;
        return copy;
    }

    private static SmoothedScore copy(SmoothedScore smoothed) {
        if (smoothed == null) {
            return null;
        }
        SmoothedScore copy = new SmoothedScore();
        copy.keep(smoothed.average, smoothed.startedMillis, smoothed.model);
        return copy;
    }
}
