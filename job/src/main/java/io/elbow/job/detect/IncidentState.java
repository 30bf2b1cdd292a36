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

    /** Whether any record of the incident was critical. */
    public boolean critical;

    /** Event time before which no timer closes the incident, ms; 0: none. */
    public long heldUntilMillis;

    /** Whether an incident is open. */
    public boolean isOpen() {
        return incident != null;
    }

    void clear() {
        incident = null;
        lastAnomaly = null;
        critical = false;
        heldUntilMillis = 0;
    }
}
