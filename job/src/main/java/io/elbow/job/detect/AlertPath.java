// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import java.util.function.Consumer;

/** From scored records in memory to alerts, as the job's operators take them there. */
interface AlertPath {
    /** Takes a key's next record, in the order of the key's event time. */
    void take(ScoredObservation scored, long watermarkMillis, Consumer<Alert> sink);

    /** Takes the progress of event time. */
    void advance(long watermarkMillis, Consumer<Alert> sink);

    /** The open incident of a key, as far as it is known by now; null: none. */
    String incident(String key);
}
