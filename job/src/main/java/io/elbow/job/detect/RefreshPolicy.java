// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.RefreshOptions;
import java.util.Locale;
import java.util.Optional;

/**
 * When a refresh is due: after a span of event time, after a number of normal records, on drift or on request; never
 * with too few samples, and never while one runs. Event time begins with the first record.
 */
public final class RefreshPolicy {
    /** Why a refresh is due. */
    public enum Cause {
        REQUEST,
        DRIFT,
        TIME,
        RECORDS;

        /** For people. */
        public String configName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a checkpoint holds.
     *
     * @param sinceMillis event time from which the span counts; {@link Long#MIN_VALUE}: no record yet
     * @param normals records since the last refresh
     */
    public record State(long sinceMillis, long normals, boolean requested, boolean drifted) {
        public static final State NEW = new State(Long.MIN_VALUE, 0, false, false);
    }

    private final RefreshOptions options;
    private State state;
    private boolean running;

    /** Goes on from a state; a fit that ran when it was taken is forgotten. */
    public RefreshPolicy(RefreshOptions options, State state) {
        this.options = options;
        this.state = state;
    }

    /** A record judged normal. */
    public void onNormal(long timestampMillis) {
        long since = state.sinceMillis == Long.MIN_VALUE ? timestampMillis : state.sinceMillis;
        state = new State(since, state.normals + 1, state.requested, state.drifted);
    }

    /** Somebody asks for one; with too few samples it is kept until there are enough. */
    public void request() {
        state = new State(state.sinceMillis, state.normals, true, state.drifted);
    }

    public void onDrift() {
        state = new State(state.sinceMillis, state.normals, state.requested, true);
    }

    /** Why one is due now; empty: none is. */
    public Optional<Cause> due(long eventTimeMillis, int samples) {
        if (running || samples < options.minSamples()) {
            return Optional.empty();
        }
        if (state.requested) {
            return Optional.of(Cause.REQUEST);
        }
        if (options.onDrift() && state.drifted) {
            return Optional.of(Cause.DRIFT);
        }
        if (options.everyRecords() != null && state.normals >= options.everyRecords()) {
            return Optional.of(Cause.RECORDS);
        }
        boolean timeIsUp = options.every() != null
                && state.sinceMillis != Long.MIN_VALUE
                && eventTimeMillis - state.sinceMillis >= options.every().toMillis();
        return timeIsUp ? Optional.of(Cause.TIME) : Optional.empty();
    }

    /** A fit begins: whatever asked for one is answered. */
    public void started(long eventTimeMillis) {
        running = true;
        state = new State(eventTimeMillis, 0, false, false);
    }

    /** It ended, however. */
    public void ended() {
        running = false;
    }

    public State state() {
        return state;
    }
}
