// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.List;

/** What is remembered of one key: its latest points, thinned, and how often it was anomalous. Not thread-safe. */
final class RecentPoints {
    static final int POINTS = 900;

    /**
     * In the long run one point is kept for each span of this many ms of emission time, 50 a second: the worst of the
     * span.
     */
    static final long SPAN_MILLIS = 20;

    /** This many points at once are kept in full, so that a slow key that catches up after a restart is not thinned. */
    static final int BURST = 300;

    private final String key;
    private final BoundedLog<Point> points = new BoundedLog<>(POINTS);
    private long creditMillis = BURST * SPAN_MILLIS;
    private long newestMillis = Long.MIN_VALUE;
    private boolean newestWasSeen = true;
    private long anomalies;
    private long alerts;
    private String openIncident;

    RecentPoints(String key) {
        this.key = key;
    }

    /**
     * Takes a point.
     *
     * @param emittedMillis when the score was written
     */
    void add(Point point, long emittedMillis) {
        if (point.anomaly()) {
            anomalies++;
        }
        earn(emittedMillis);
        if (creditMillis >= SPAN_MILLIS || newestWasSeen) {
            creditMillis = Math.max(0, creditMillis - SPAN_MILLIS);
            points.add(point);
            newestWasSeen = false;
        } else if (point.worseThan(points.last())) {
            points.replaceLast(point);
        }
    }

    private void earn(long emittedMillis) {
        if (newestMillis != Long.MIN_VALUE && emittedMillis > newestMillis) {
            creditMillis = Math.min(BURST * SPAN_MILLIS, creditMillis + emittedMillis - newestMillis);
        }
        newestMillis = Math.max(newestMillis, emittedMillis);
    }

    void opened(String incident) {
        alerts++;
        openIncident = incident;
    }

    void closed(String incident) {
        if (incident.equals(openIncident)) {
            openIncident = null;
        }
    }

    /** The points from that number on. The newest of them is not replaced any more, because it was shown. */
    List<Point> since(long number) {
        newestWasSeen = true;
        return points.since(number);
    }

    long nextPoint() {
        return points.next();
    }

    KeyRow row() {
        return new KeyRow(key, openIncident != null, alerts, anomalies, points.last());
    }
}
