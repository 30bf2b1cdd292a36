// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the records of a key that {@link BudgetKeeper} hears of. A run begins with a surprise of at least c =
 * max(1.5, h0 / 2), which lies below every steered threshold of the model, and is over after a cooldown of event time
 * without one. Of its records only those are sent that are a quarter more surprising than the last one sent.
 *
 * <p>Without clock and without memory of its own.
 */
public final class CandidateRuns {
    static final double RISE = 1.25;

    private final double firstThreshold;
    private final double candidateThreshold;
    private final long cooldownMillis;

    /** @param firstThreshold h0 of the model in force */
    public CandidateRuns(double firstThreshold, Duration cooldown) {
        this.firstThreshold = firstThreshold;
        this.candidateThreshold = threshold(firstThreshold);
        this.cooldownMillis = cooldown.toMillis();
    }

    /** c = max(1.5, h0 / 2), the least surprise that is sent. */
    public static double threshold(double firstThreshold) {
        return Math.max(FirstThreshold.LEAST, firstThreshold / 2);
    }

    /** Takes a key's next record, in the order of the key's event time; the end of a run comes before a new start. */
    public List<Candidate> take(CandidateRun run, String key, double surprise, long timestampMillis, boolean young) {
        boolean surprising = surprise >= candidateThreshold;
        if (!run.open && !surprising) {
            return List.of();
        }
        // A gap of exactly the cooldown still belongs to the run.
        List<Candidate> candidates =
                new ArrayList<>(onEventTime(run, key, surprising ? timestampMillis - 1 : timestampMillis));
        if (surprising) {
            Candidate.Kind kind = run.open ? Candidate.Kind.RISE : Candidate.Kind.START;
            if (!run.open || surprise >= RISE * run.sent) {
                candidates.add(new Candidate(key, timestampMillis, kind, surprise, firstThreshold, young));
                run.sent = surprise;
            }
            run.peak = run.open ? Math.max(run.peak, surprise) : surprise;
            run.open = true;
            run.lastMillis = Math.max(run.lastMillis, timestampMillis);
        }
        return candidates;
    }

    /** Takes the progress of event time: ends the run where its cooldown is over. */
    public List<Candidate> onEventTime(CandidateRun run, String key, long eventTimeMillis) {
        if (!run.open || ElapsedTimes.elapsed(run.lastMillis, eventTimeMillis) < cooldownMillis) {
            return List.of();
        }
        run.open = false;
        long endMillis = run.lastMillis + cooldownMillis;
        return List.of(new Candidate(key, endMillis, Candidate.Kind.END, run.peak, firstThreshold, false));
    }
}
