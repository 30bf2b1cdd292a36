// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.ArrayDeque;
import java.util.List;

/** The newest messages of one kind, numbered in the order they came; older ones are dropped. Not thread-safe. */
final class BoundedLog<T> {
    private final int capacity;
    private final ArrayDeque<T> kept = new ArrayDeque<>();
    private long next;

    BoundedLog(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1 but was " + capacity);
        }
        this.capacity = capacity;
    }

    void add(T message) {
        if (kept.size() == capacity) {
            kept.removeFirst();
        }
        kept.addLast(message);
        next++;
    }

    /** Replaces the newest message and keeps its number. */
    void replaceLast(T message) {
        kept.removeLast();
        kept.addLast(message);
    }

    /** The newest message, or null. */
    T last() {
        return kept.peekLast();
    }

    /** The number that the next message gets. */
    long next() {
        return next;
    }

    /** The messages from that number on that are still kept, in order. */
    List<T> since(long number) {
        long wanted = Math.min(kept.size(), next - number);
        return kept.stream().skip(kept.size() - wanted).toList();
    }
}
