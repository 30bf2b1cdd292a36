// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.job.event.DetectorEvent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Something that happened to the models.
 *
 * @param atMillis when it was written, ms since 1970
 * @param what an event's name, or the role that a model was published in
 * @param model the first characters of its id, or null
 */
record HistoryEntry(long atMillis, String what, String model, String detail) {
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    static HistoryEntry of(DetectorEvent event, long atMillis) {
        String reason = event.reason() == null ? "" : event.reason();
        String figures = new TreeMap<>(event.figures())
                .entrySet().stream().map(HistoryEntry::figure).collect(Collectors.joining(", "));
        String detail = reason.isEmpty() || figures.isEmpty() ? reason + figures : reason + ": " + figures;
        return new HistoryEntry(atMillis, event.event(), ModelFacts.shortened(event.model()), detail);
    }

    private static String figure(Map.Entry<String, Double> figure) {
        double value = figure.getValue();
        String number = Double.isFinite(value)
                ? new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString()
                : "unknown";
        return figure.getKey().replace('_', ' ') + " " + number;
    }
}
