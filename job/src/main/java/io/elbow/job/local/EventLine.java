// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.job.event.DetectorEvent;
import java.util.Locale;
import java.util.Map;

/** Formats an event, which says what happened to a model, as one line. */
final class EventLine {
    private static final int SHORT_ID = 12;

    private EventLine() {}

    static String of(DetectorEvent event) {
        return String.format(Locale.ROOT, "%-9s  %s", event.event(), what(event));
    }

    private static String what(DetectorEvent event) {
        Map<String, Double> figures = event.figures();
        return switch (event.event()) {
            case DetectorEvent.FITTED ->
                String.format(
                        Locale.ROOT,
                        "%s from %s on %.0f normal records in %.1f s",
                        shortened(event.model()),
                        shortened(event.parent()),
                        figures.getOrDefault("samples", Double.NaN),
                        figures.getOrDefault("seconds", Double.NaN));
            case DetectorEvent.PUBLISHED -> shortened(event.model()) + " to the models topic, " + event.reason();
            case DetectorEvent.ACTIVATED ->
                String.format(
                        Locale.ROOT,
                        "%s scores from now on, limit %.1f",
                        shortened(event.model()),
                        figures.getOrDefault("threshold", Double.NaN));
            default -> shortened(event.model()) + (event.reason() == null ? "" : ": " + event.reason());
        };
    }

    /** Says in words how the comparison of a fitted model with the champion ended. */
    static String verdict(DetectorEvent fitted) {
        Map<String, Double> figures = fitted.figures();
        return String.format(
                Locale.ROOT,
                "judged     on %.0f records that neither was fitted to: %.1f nats a record, the champion %.1f",
                figures.getOrDefault("compared_rows", Double.NaN),
                figures.getOrDefault("challenger_nats", Double.NaN),
                figures.getOrDefault("champion_nats", Double.NaN));
    }

    private static String shortened(String id) {
        return id == null ? "-" : id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}
