// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.job.event.Alert;
import io.elbow.job.event.FeatureCost;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats an alert as one readable line: time, key, severity, and the three features that cost most. */
final class AlertLine {
    private static final int FEATURES_SHOWN = 3;

    private AlertLine() {}

    static String of(Alert alert, String remark) {
        String features = Arrays.stream(alert.features())
                .limit(FEATURES_SHOWN)
                .map(AlertLine::feature)
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s  %s  %-8s  " + (alert.hasSurprise() ? "surprise" : "score") + " %9.1f (limit %.1f)  %s  [%s]",
                Instant.ofEpochMilli(alert.timestampMillis()),
                alert.key(),
                alert.severity(),
                alert.hasSurprise() ? alert.surprise() : alert.score(),
                alert.hasSurprise() ? alert.surpriseThreshold() : alert.threshold(),
                features,
                remark);
    }

    private static String feature(FeatureCost cost) {
        return String.format(Locale.ROOT, "%s %.3f (expected %.3f)", cost.name(), cost.value(), cost.expected());
    }
}
