// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.ShadowReport;
import io.elbow.scoring.ModelComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a challenger may take over after its trial against the champion: by the bounds of {@link ModelComparison}, on
 * the records of the stream.
 *
 * <p>What the champion alerts on and the challenger does not is no fault: after a lasting shift that is what a refresh
 * is for. What the challenger alerts on far more than promised, and more than the champion, is one, and so is far less.
 *
 * @param minRecords below which there is no verdict
 * @param alertRate what the challenger promises
 */
public record ShadowGate(long minRecords, double alertRate) {
    /** Whether enough was seen for a verdict. */
    public boolean isReady(ShadowReport report) {
        return report.records >= minRecords;
    }

    /** Why it may not; empty: it may. */
    public List<String> faults(ShadowReport report) {
        List<String> faults = new ArrayList<>();
        double expected = alertRate * report.records;
        if (ModelComparison.flagsTooMany(expected, report.championAnomalies, report.challengerAnomalies)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "it would alert on %d of %d records where it promises %.1f (the champion alerts on %d)",
                    report.challengerAnomalies,
                    report.records,
                    expected,
                    report.championAnomalies));
        }
        if (ModelComparison.flagsTooFew(expected, report.championAnomalies, report.challengerAnomalies)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "it would alert on only %d of %d records where it promises %.1f (the champion alerts on %d)",
                    report.challengerAnomalies,
                    report.records,
                    expected,
                    report.championAnomalies));
        }
        double allowed = ModelComparison.allowedDifference(report.championDeviation(), report.standardError());
        if (!(report.meanDifference() <= allowed)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "a normal record costs %.3f nats more than by the champion, %.3f are allowed",
                    report.meanDifference(),
                    allowed));
        }
        return faults;
    }
}
