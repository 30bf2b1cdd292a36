// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether a challenger still finds past incidents.
 *
 * @param flagged records of past incidents that are clearly anomalous to the champion
 * @param kept of these, those that the challenger flags
 */
record CanaryCount(int flagged, int kept) {
    /** Of what is clearly anomalous to the champion, the share that the challenger must flag. */
    static final double KEPT = 0.8;

    /**
     * Part of the alert rate that a canary's p-value must not exceed. Just below the rate false alarms abound, and
     * another model has others.
     */
    static final double CLEARLY = 0.1;

    /** Fewer say nothing. */
    static final int LEAST = 5;

    /**
     * @param champion [canaries], p-values
     * @param challenger [canaries], p-values
     */
    static CanaryCount of(double[] champion, double[] challenger, double alertRate) {
        int flagged = 0;
        int kept = 0;
        for (int i = 0; i < champion.length; i++) {
            boolean clear = champion[i] <= CLEARLY * alertRate;
            flagged += clear ? 1 : 0;
            kept += clear && challenger[i] <= alertRate ? 1 : 0;
        }
        return new CanaryCount(flagged, kept);
    }

    /** Why the challenger may not take over; empty: it may. */
    Optional<String> fault() {
        return flagged < LEAST || kept >= KEPT * flagged
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "of %d records of past incidents it finds only %d anomalous, %.0f %% are asked for",
                        flagged,
                        kept,
                        100 * KEPT));
    }
}
