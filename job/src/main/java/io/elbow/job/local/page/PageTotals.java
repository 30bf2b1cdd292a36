// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What the job in this JVM has done so far, over its restarts.
 *
 * @param atMillis when the totals were read, ms since 1970
 * @param alerts alerts opened
 * @param model the first characters of the id of the model in use; null: none yet
 * @param threshold of that model, nats; NaN: no model yet
 * @param promised share of normal records that may be flagged; NaN: no model yet
 * @param flagged share of records flagged since the model took over; NaN: none was scored
 */
record PageTotals(
        long atMillis,
        long scored,
        long warmingUp,
        long rejected,
        long late,
        long alerts,
        String model,
        double threshold,
        double promised,
        double flagged) {
    /** Reads the detector's meters. A meter that is not declared yet counts as 0. */
    static PageTotals read(MeterRegistry meters, String detector, long nowMillis) {
        return new PageTotals(
                nowMillis,
                sum(meters, "elbow.records", detector, "outcome", "scored"),
                sum(meters, "elbow.records", detector, "outcome", "warming_up"),
                sum(meters, "elbow.records", detector, "outcome", "rejected"),
                sum(meters, "elbow.records", detector, "outcome", "late"),
                sum(meters, "elbow.alerts", detector, "status", "open"),
                model(meters, detector),
                value(meters, "elbow.threshold", detector),
                value(meters, "elbow.alert.rate.expected", detector),
                value(meters, "elbow.alert.rate.actual", detector));
    }

    private static long sum(MeterRegistry meters, String name, String detector, String tag, String value) {
        return Math.round(meters.find(name).tags("detector", detector, tag, value).counters().stream()
                .mapToDouble(Counter::count)
                .sum());
    }

    private static String model(MeterRegistry meters, String detector) {
        Gauge info = meters.find("elbow.model.info").tag("detector", detector).gauge();
        return info == null ? null : info.getId().getTag("model");
    }

    private static double value(MeterRegistry meters, String name, String detector) {
        Gauge gauge = meters.find(name).tag("detector", detector).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }
}
