// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

/**
 * What a key tells of a run of surprising records: that it began, has become a quarter more surprising, or is over.
 *
 * @param timestampMillis event time, ms; of {@link Kind#END} one cooldown after the run's last record
 * @param surprise u of the record; of {@link Kind#END} the run's greatest
 * @param firstThreshold h0 of the model that found it
 * @param young whether the record is one of the key's first {@value #YOUNG}, which charge nothing
 */
public record Candidate(
        String key, long timestampMillis, Kind kind, double surprise, double firstThreshold, boolean young) {
    /** Records in which what is known of a key is mostly what training knew of all. */
    public static final int YOUNG = 30;

    /** What happened to the run. */
    public enum Kind {
        START,
        RISE,
        END
    }
}
