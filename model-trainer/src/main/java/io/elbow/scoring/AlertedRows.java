// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.scoring.Evaluation.Scored;
import java.time.Duration;
import java.util.HashMap;
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
        return series ? ofSeries(rows, cooldown) : ofPoints(rows);
    }

    private static AlertedRows ofPoints(List<Scored> rows) {
        int labelled = 0;
        int found = 0;
        int opened = 0;
        for (Scored scored : rows) {
            boolean anomaly = scored.verdict().anomaly();
            labelled += scored.row().anomalous() ? 1 : 0;
            opened += anomaly ? 1 : 0;
            found += anomaly && scored.row().anomalous() ? 1 : 0;
        }
        return new AlertedRows(false, labelled, found, opened, opened - found, rows.size(), Double.NaN);
    }

    private static AlertedRows ofSeries(List<Scored> rows, Duration cooldown) {
        boolean timed =
                rows.stream().allMatch(scored -> !scored.row().timestamp().isEmpty());
        LabelledRuns labels = new LabelledRuns(rows.stream().map(Scored::row).toList());
        Map<String, OpenAlert> open = new HashMap<>();
        int opened = 0;
        for (int i = 0; i < rows.size(); i++) {
            String key = rows.get(i).row().key();
            long millis = rows.get(i).row().timestampMillis();
            OpenAlert last = open.get(key);
            if (!rows.get(i).verdict().anomaly()) {
                if (!timed) {
                    open.remove(key);
                }
                continue;
            }
            boolean goesOn = last != null && (!timed || millis - last.newestMillis < cooldown.toMillis());
            OpenAlert alert = new OpenAlert(goesOn ? last.number : opened++, millis);
            open.put(key, alert);
            labels.anomaly(i, Integer.toString(alert.number));
        }
        return new AlertedRows(
                true,
                labels.count(),
                labels.foundCount(),
                opened,
                labels.falseAlerts(),
                rows.size(),
                timed ? days(rows) : Double.NaN);
    }

    /** @param newestMillis time of its newest anomaly */
    private record OpenAlert(int number, long newestMillis) {}

    private static double days(List<Scored> rows) {
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
}
