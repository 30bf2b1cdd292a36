// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.ScoredObservation;

/**
 * What a key's open incident remembers; all that its closing message needs.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class IncidentState {
    /** The opening message's id; null: no incident is open. */
    public String incident;

    /** The incident's last anomalous record. */
    public ScoredObservation lastAnomaly;

    /** The incident's worst record; null in state of an earlier version: the last one stands for it. */
    public ScoredObservation worst;

    /** Whether any record of the incident was critical. */
    public boolean critical;

    /** Event time before which no timer closes the incident, ms; 0: none. */
    public long heldUntilMillis;

    /** Takes the incident's next anomalous record. */
    void take(ScoredObservation scored) {
        ScoredObservation before = worst == null ? lastAnomaly : worst;
        worst = before == null || isWorse(scored, before) ? scored : before;
        lastAnomaly = scored;
        critical |= scored.critical();
    }

    /** By p-value, since two models may have scored them; by score where no p-value is that small. */
    private static boolean isWorse(ScoredObservation one, ScoredObservation other) {
        return one.pValue() < other.pValue() || (one.pValue() == other.pValue() && one.score() > other.score());
    }

    /** Whether an incident is open. */
    public boolean isOpen() {
        return incident != null;
    }

    void clear() {
        incident = null;
        lastAnomaly = null;
        worst = null;
        critical = false;
        heldUntilMillis = 0;
    }
}
