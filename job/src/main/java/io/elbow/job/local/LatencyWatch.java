// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * Measures, for the records of one key, how long it took from produce to emission of the score (both are Kafka
 * timestamps that producers set) and from produce to the score's commit (when a read_committed consumer received it).
 *
 * <p>The scores of one key come in the order of its records, so the n-th score belongs to the n-th record.
 */
final class LatencyWatch implements AutoCloseable {
    private static final int DIGITS = 3;
    private static final long NOT_YET = -1;

    private final AtomicLongArray producedMillis;
    private final AtomicLongArray emittedMillis;
    private final AtomicLongArray committedMillis;
    private final AtomicLong produced = new AtomicLong();
    private final AtomicLong emitted = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private final TopicTail records;
    private final TopicTail uncommittedScores;
    private final TopicTail committedScores;

    LatencyWatch(String bootstrapServers, String recordsTopic, String scoresTopic, int expected) {
        producedMillis = notYet(expected);
        emittedMillis = notYet(expected);
        committedMillis = notYet(expected);
        records = new TopicTail(
                bootstrapServers,
                recordsTopic,
                true,
                (record, received) -> set(producedMillis, produced, record.timestamp()));
        uncommittedScores = new TopicTail(
                bootstrapServers,
                scoresTopic,
                false,
                (record, received) -> set(emittedMillis, emitted, record.timestamp()));
        committedScores = new TopicTail(
                bootstrapServers, scoresTopic, true, (record, received) -> set(committedMillis, committed, received));
    }

    private static AtomicLongArray notYet(int size) {
        AtomicLongArray array = new AtomicLongArray(size);
        for (int i = 0; i < size; i++) {
            array.set(i, NOT_YET);
        }
        return array;
    }

    private static void set(AtomicLongArray array, AtomicLong next, long millis) {
        long index = next.getAndIncrement();
        if (index < array.length()) {
            array.set((int) index, millis);
        }
    }

    /** Number of scores committed so far. */
    long committed() {
        return committed.get();
    }

    void requireAlive() {
        records.requireAlive();
        uncommittedScores.requireAlive();
        committedScores.requireAlive();
    }

    Histogram produceToEmission() {
        return histogram(emittedMillis);
    }

    Histogram produceToCommit() {
        return histogram(committedMillis);
    }

    /** Records a second, from the first record produced to the last score emitted. */
    double recordsPerSecond() {
        long first = producedMillis.get(0);
        long count = Math.min(emitted.get(), emittedMillis.length());
        long last = emittedMillis.get((int) count - 1);
        return count * 1000.0 / Math.max(1, last - first);
    }

    private Histogram histogram(AtomicLongArray until) {
        Histogram histogram = new Histogram(DIGITS);
        for (int i = 0; i < until.length(); i++) {
            if (until.get(i) != NOT_YET && producedMillis.get(i) != NOT_YET) {
                histogram.recordValue(Math.max(0, until.get(i) - producedMillis.get(i)));
            }
        }
        return histogram;
    }

    @Override
    public void close() {
        records.close();
        uncommittedScores.close();
        committedScores.close();
    }
}
