// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.budget.CandidateRun;
import io.elbow.job.event.ScoredObservation;

/**
 * What a key's run of surprising records remembers; all that its closing message needs.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class CandidateState {
    public CandidateRun run = new CandidateRun();

    /** The run's last surprising record. */
    public ScoredObservation last;

    /** The run's most surprising record. */
    public ScoredObservation worst;

    /** Whether any record of the run was critical. */
    public boolean critical;

    /** Event time before which no timer ends the run, ms. */
    public long heldUntilMillis = Long.MIN_VALUE;

    /** Takes the run's next surprising record. */
    void take(ScoredObservation scored) {
        worst = worst == null || scored.surprise() > worst.surprise() ? scored : worst;
        last = scored;
        critical |= scored.critical();
    }

    /** Forgets a run that is over. */
    void clear() {
        last = null;
        worst = null;
        critical = false;
        heldUntilMillis = Long.MIN_VALUE;
    }
}
