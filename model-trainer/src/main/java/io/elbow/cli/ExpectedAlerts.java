// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.Provenance;
import java.time.Duration;
import java.util.Locale;

/**
 * What the alert rate means at the pace of the training rows.
 *
 * @param rowsPerDay NaN where the rows have no times, or all the same
 * @param perDay normal rows a day that are flagged, which is an upper bound of the alerts: anomalies within a cooldown
 *     are one incident; NaN where the pace is not known
 */
record ExpectedAlerts(double rowsPerDay, double perDay, double rate) {
    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

    static ExpectedAlerts of(Manifest manifest) {
        double rows = rowsPerDay(manifest.provenance());
        double rate = manifest.alertRate();
        boolean reachable = Double.isFinite(manifest.calibration().threshold(rate)) || rate >= 1;
        return new ExpectedAlerts(rows, reachable ? rows * rate : 0 * rows, rate);
    }

    String words() {
        return Double.isNaN(perDay)
                ? "unknown alerts a day: the rows carry no times (name their column with --timestamp)"
                : String.format(
                        Locale.ROOT,
                        "at most %.3g alerts a day: %.0f rows a day at alert rate %.3g",
                        perDay,
                        rowsPerDay,
                        rate);
    }

    /** The first row opens the time that the others fill. */
    private static double rowsPerDay(Provenance provenance) {
        if (provenance.data().firstTimestampMillis() == null
                || provenance.data().lastTimestampMillis() == null) {
            return Double.NaN;
        }
        double millis = (double) provenance.data().lastTimestampMillis()
                - provenance.data().firstTimestampMillis();
        return millis > 0 ? (provenance.data().rows() - 1) / millis * DAY_MILLIS : Double.NaN;
    }
}
