// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Remembers a bounded number of keys, however many the stream has. Keys with anomalies are kept apart from quiet ones,
 * so that a million quiet keys do not push out the one that matters. A key that somebody watches is always kept. Not
 * thread-safe.
 */
final class KeyBoard {
    private final int capacity;
    /** Ordered by their last record. */
    private final LinkedHashMap<String, RecentPoints> quiet = new LinkedHashMap<>(16, 0.75f, true);
    /** Ordered by their last anomaly. */
    private final LinkedHashMap<String, RecentPoints> anomalous = new LinkedHashMap<>();

    private final Map<String, Integer> watchers = new HashMap<>();

    /**
     * Makes an empty board.
     *
     * @param capacity of quiet and of anomalous keys each; must exceed the number of keys watched at once
     */
    KeyBoard(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Takes a score of a key.
     *
     * @param emittedMillis when the score was written
     */
    void score(String key, Point point, long emittedMillis) {
        (point.anomaly() ? marked(key) : of(key)).add(point, emittedMillis);
    }

    void opened(String key, String incident) {
        marked(key).opened(incident);
    }

    void closed(String key, String incident) {
        RecentPoints memory = find(key);
        if (memory != null) {
            memory.closed(incident);
        }
    }

    /** Keeps the key until {@link #unwatch} was called as often as this method. */
    RecentPoints watch(String key) {
        watchers.merge(key, 1, Integer::sum);
        return of(key);
    }

    void unwatch(String key) {
        watchers.computeIfPresent(key, (ignored, count) -> count == 1 ? null : count - 1);
    }

    /** What is known of the key, or null. */
    RecentPoints find(String key) {
        RecentPoints memory = anomalous.get(key);
        return memory == null ? quiet.get(key) : memory;
    }

    List<KeyRow> top(int count) {
        return Stream.concat(anomalous.values().stream(), quiet.values().stream())
                .map(RecentPoints::row)
                .sorted(KeyRow.WORST_FIRST)
                .limit(count)
                .toList();
    }

    int size() {
        return quiet.size() + anomalous.size();
    }

    private RecentPoints of(String key) {
        RecentPoints known = find(key);
        if (known != null) {
            return known;
        }
        RecentPoints memory = new RecentPoints(key);
        quiet.put(key, memory);
        bound(quiet);
        return memory;
    }

    private RecentPoints marked(String key) {
        RecentPoints memory = anomalous.remove(key);
        if (memory == null) {
            memory = quiet.remove(key);
        }
        if (memory == null) {
            memory = new RecentPoints(key);
        }
        anomalous.put(key, memory);
        bound(anomalous);
        return memory;
    }

    private void bound(Map<String, RecentPoints> kind) {
        Iterator<String> eldestFirst = kind.keySet().iterator();
        while (kind.size() > capacity && eldestFirst.hasNext()) {
            if (!watchers.containsKey(eldestFirst.next())) {
                eldestFirst.remove();
            }
        }
    }
}
