// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;

/** Writes one detector's opening and closing messages. */
final class AlertMessages {
    private final String detector;

    AlertMessages(String detector) {
        this.detector = detector;
    }

    /** The message that opens an incident with a record. */
    Alert open(ScoredObservation scored) {
        String id = id(Alert.OPEN, scored, scored.timestampMillis());
        return alert(id, id, Alert.OPEN, scored.timestampMillis(), scored.critical(), scored);
    }

    /**
     * The message that closes an incident.
     *
     * @param incident id of the opening message; null: not known yet
     * @param last the incident's last record, which names the message
     * @param shown the record that it shows
     */
    Alert closed(
            String incident, ScoredObservation last, ScoredObservation shown, long closedMillis, boolean critical) {
        String id = id(Alert.CLOSED, last, closedMillis);
        return alert(id, incident, Alert.CLOSED, closedMillis, critical, shown);
    }

    private String id(String status, ScoredObservation scored, long timestampMillis) {
        return scored.topic() == null
                ? AlertIds.ofEventTime(detector, status, scored.key(), timestampMillis)
                : AlertIds.ofSource(detector, status, scored.topic(), scored.partition(), scored.offset());
    }

    private Alert alert(
            String id, String incident, String status, long timestampMillis, boolean critical, ScoredObservation of) {
        return new Alert(
                id,
                incident,
                status,
                detector,
                of.key(),
                timestampMillis,
                critical ? Alert.CRITICAL : Alert.WARNING,
                of.score(),
                of.threshold(),
                of.pValue(),
                of.reconstruction(),
                of.kl(),
                of.features(),
                of.model(),
                of.topic(),
                of.partition(),
                of.offset(),
                of.smoothed(),
                of.unseen(),
                of.warming(),
                of.hasSurprise() ? of.surprise() : 0,
                of.hasSurprise() ? of.firstThreshold() : 0);
    }
}
