// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.ArrayDeque;
import java.util.List;

/** The newest messages of a kind, numbered as they came; older ones are forgotten. Not thread-safe. */
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

    /** Puts another in the place of the newest, under its number. */
    void replaceLast(T message) {
        kept.removeLast();
        kept.addLast(message);
    }

    /** The newest, or null. */
    T last() {
        return kept.peekLast();
    }

    /** The number that the next message gets. */
    long next() {
        return next;
    }

    /** What is still kept of those from that number on, in order. */
    List<T> since(long number) {
        long wanted = Math.min(kept.size(), next - number);
        return kept.stream().skip(kept.size() - wanted).toList();
    }
}
