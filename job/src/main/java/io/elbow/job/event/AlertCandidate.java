// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import io.elbow.budget.Candidate;
import java.util.Comparator;

/**
 * What a key reports of a run of surprising records, with the message that is sent if the budget lets it.
 *
 * @param timestampMillis event time, ms; of an end one cooldown after the run's last record
 * @param surprise u of the record; of an end the run's greatest
 * @param firstThreshold h0 of the model that found it
 * @param young whether the record is one of the key's first
 * @param alert an opening message; of an end the closing message, of an incident yet to be named
 */
public record AlertCandidate(
        Candidate.Kind kind, long timestampMillis, double surprise, double firstThreshold, boolean young, Alert alert) {
    /** That of event time; what happens at once is ordered by its place in the records topic. */
    public static final Comparator<AlertCandidate> ORDER = Comparator.comparingLong(AlertCandidate::timestampMillis)
            .thenComparingInt(candidate -> candidate.alert.partition())
            .thenComparingLong(candidate -> candidate.alert.offset())
            .thenComparing(candidate -> candidate.alert.key());

    /** What is decided on. */
    public Candidate decidedOn() {
        return new Candidate(alert.key(), timestampMillis, kind, surprise, firstThreshold, young);
    }
}
