// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.scoring.Evaluation.Scored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What would have alerted on a labelled table: the first thing to know of a model, since one that ranks well may alert
 * on nothing.
 *
 * <p>Of a series, anomalies of a key that are at most a cooldown apart are one alert, as in the job, and consecutive
 * labelled rows of a key are one incident. It is found if an alert has a row in it; an alert without a labelled row is
 * false. Rows that are points are counted one by one.
 *
 * @param series whether alerts and incidents are runs of rows of a key
 * @param incidents labelled ones
 * @param found how many of them an alert has a row in
 * @param opened alerts
 * @param falseAlerts how many of them have no labelled row
 * @param rows of the table
 * @param days from the first to the last row; NaN: the rows have no times
 */
public record AlertedRows(
        boolean series, int incidents, int found, int opened, int falseAlerts, int rows, double days) {
    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

    /**
     * Counts.
     *
     * @param rows in the order in which they were scored
     * @param cooldown between two alerts of a key, of rows that have times; of others any normal row ends one
     */
    public static AlertedRows of(List<Scored> rows, boolean series, Duration cooldown) {
        boolean timed = series
                && rows.stream().allMatch(scored -> !scored.row().timestamp().isEmpty());
        Count count = new Count(timed ? cooldown.toMillis() : 0, timed);
        if (series) {
            Map<String, List<Scored>> keys = new LinkedHashMap<>();
            rows.forEach(scored -> keys.computeIfAbsent(scored.row().key(), key -> new ArrayList<>())
                    .add(scored));
            keys.values().forEach(count::take);
        } else {
            rows.forEach(scored -> count.take(List.of(scored)));
        }
        return new AlertedRows(
                series, count.incidents, count.found, count.opened, count.falseAlerts, rows.size(), days(rows, timed));
    }

    private static double days(List<Scored> rows, boolean timed) {
        if (!timed) {
            return Double.NaN;
        }
        long first = rows.stream()
                .mapToLong(scored -> scored.row().timestampMillis())
                .min()
                .orElse(0);
        long last = rows.stream()
                .mapToLong(scored -> scored.row().timestampMillis())
                .max()
                .orElse(0);
        return last > first ? (last - first) / DAY_MILLIS : Double.NaN;
    }

    /** Alerts a day; NaN: the rows have no times. */
    public double perDay() {
        return opened / days;
    }

    /** Alerts of a thousand rows. */
    public double perThousandRows() {
        return 1_000.0 * opened / rows;
    }

    /** Counts key by key. */
    private static final class Count {
        private final long cooldownMillis;
        private final boolean timed;
        private int incidents;
        private int found;
        private int opened;
        private int falseAlerts;

        Count(long cooldownMillis, boolean timed) {
            this.cooldownMillis = cooldownMillis;
            this.timed = timed;
        }

        void take(List<Scored> ofKey) {
            boolean inIncident = false;
            boolean itsFound = false;
            boolean alerting = false;
            boolean itsTrue = false;
            long lastMillis = 0;
            for (Scored scored : ofKey) {
                boolean labelled = scored.row().anomalous();
                boolean anomaly = scored.verdict().anomaly();
                incidents += labelled && !inIncident ? 1 : 0;
                itsFound &= labelled && inIncident;
                inIncident = labelled;
                long millis = scored.row().timestampMillis();
                if (alerting && (timed ? millis - lastMillis >= cooldownMillis : !anomaly)) {
                    falseAlerts += itsTrue ? 0 : 1;
                    alerting = false;
                }
                if (anomaly) {
                    opened += alerting ? 0 : 1;
                    itsTrue = (alerting && itsTrue) || labelled;
                    alerting = true;
                    lastMillis = millis;
                    found += labelled && !itsFound ? 1 : 0;
                    itsFound |= labelled;
                }
            }
            falseAlerts += alerting && !itsTrue ? 1 : 0;
        }
    }
}
