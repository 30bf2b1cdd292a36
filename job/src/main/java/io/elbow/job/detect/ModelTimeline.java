// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.time.Duration;

/**
 * Which of two models scores a record: the one in force before an event time, or the one from it on. The record's own
 * time decides, so that a replay decides alike.
 *
 * <p>The earlier model is held until event time is {@link #HELD} past the activation: a key may be behind the others
 * without being late. What comes later still is scored by the newest model. Owns both models and frees them.
 */
public final class ModelTimeline implements AutoCloseable {
    /** Event time for which the earlier model is held after the newest one's activation. */
    public static final Duration HELD = Duration.ofDays(1);

    private LiveModel newest;
    private LiveModel previous;
    private long fromMillis = Long.MIN_VALUE;

    public ModelTimeline(LiveModel newest) {
        this.newest = newest;
    }

    /** The model that was accepted last, in force or not. */
    public LiveModel newest() {
        return newest;
    }

    /** The model before it; null: it is no longer held. */
    public LiveModel previous() {
        return previous;
    }

    /** The model of a record of this event time. */
    public LiveModel at(long timestampMillis) {
        return previous != null && timestampMillis < fromMillis ? previous : newest;
    }

    /** The newest takes all that comes. */
    public void replace(LiveModel model) {
        closePrevious();
        newest.close();
        newest = model;
        fromMillis = Long.MIN_VALUE;
    }

    /**
     * The newest takes the records from an event time on, what is in force now those before.
     *
     * @return whether the model in force is the earlier one of those held until now, so that it stays
     */
    public boolean announce(LiveModel model, long activationMillis, long watermarkMillis) {
        boolean earlierStays = previous != null && watermarkMillis < fromMillis;
        if (earlierStays) {
            newest.close();
        } else {
            closePrevious();
            previous = newest;
        }
        newest = model;
        fromMillis = activationMillis;
        return earlierStays;
    }

    /** Puts the earlier model of a restored job back. */
    public void restore(LiveModel earlier, long activationMillis) {
        previous = earlier;
        fromMillis = activationMillis;
    }

    /** Whether no record can be asked for that the earlier model would have to score. */
    public boolean canForget(long watermarkMillis) {
        return previous != null && watermarkMillis >= fromMillis + HELD.toMillis();
    }

    /** The newest takes all that comes. */
    public void forgetPrevious() {
        closePrevious();
        fromMillis = Long.MIN_VALUE;
    }

    private void closePrevious() {
        if (previous != null) {
            previous.close();
            previous = null;
        }
    }

    @Override
    public void close() {
        closePrevious();
        newest.close();
    }
}
