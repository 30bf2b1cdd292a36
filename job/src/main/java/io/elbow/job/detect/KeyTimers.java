// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/** Moments of event time at which keys are to be looked at, in memory. */
final class KeyTimers {
    private record Timer(long atMillis, String key) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime == 0 ? key.compareTo(other.key) : byTime;
        }
    }

    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    void add(long atMillis, String key) {
        timers.add(new Timer(atMillis, key));
    }

    /** Fires what is due, in order; it may add further ones. */
    void advance(long watermarkMillis, BiConsumer<Long, String> onTimer) {
        while (!timers.isEmpty() && timers.peek().atMillis() <= watermarkMillis) {
            Timer timer = timers.poll();
            onTimer.accept(timer.atMillis(), timer.key());
        }
    }
}
