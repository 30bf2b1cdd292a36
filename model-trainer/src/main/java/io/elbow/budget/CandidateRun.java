// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

/**
 * What {@link CandidateRuns} remembers of a key's run.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class CandidateRun {
    /** Whether a run is going on. */
    public boolean open;

    /** Event time of its last record above the candidate threshold, ms. */
    public long lastMillis = ElapsedTimes.NONE;

    /** The greatest surprise of the run. */
    public double peak;

    /** The surprise of the last candidate that was sent. */
    public double sent;
}
