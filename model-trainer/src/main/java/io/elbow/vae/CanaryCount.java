// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.Locale;
import java.util.Optional;

/**
 * Counts how many past incidents, the canaries, a challenger still finds.
 *
 * @param flagged records of past incidents that are clearly anomalous to the champion
 * @param kept how many of these the challenger flags too
 */
record CanaryCount(int flagged, int kept) {
    /** Share of the clearly anomalous records that the challenger must flag. */
    static final double KEPT = 0.8;

    /**
     * A canary counts as clear if its p-value is at most this part of the alert rate. Just below the rate there are
     * many false alarms, and another model has different ones.
     */
    static final double CLEARLY = 0.1;

    /** With fewer canaries than this the challenger is not refused. */
    static final int LEAST = 5;

    /**
     * Counts.
     *
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
