// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.List;

/** What is remembered of one key: its last points, thinned, and how often it was anomalous. Not thread-safe. */
final class KeyMemory {
    static final int POINTS = 900;

    /** At most one point in so many ms of emission time: 50 a second, the worst of each span, so that no peak is lost. */
    static final long SPAN_MILLIS = 20;

    private final String key;
    private final BoundedLog<Point> points = new BoundedLog<>(POINTS);
    private long spanFromMillis;
    private boolean spanOpen;
    private long anomalies;
    private long alerts;
    private String openIncident;

    KeyMemory(String key) {
        this.key = key;
    }

    /** @param emittedMillis when the score was written */
    void add(Point point, long emittedMillis) {
        if (point.anomaly()) {
            anomalies++;
        }
        boolean sameSpan = spanOpen && Math.abs(emittedMillis - spanFromMillis) < SPAN_MILLIS;
        if (!sameSpan) {
            points.add(point);
            spanFromMillis = emittedMillis;
            spanOpen = true;
        } else if (point.worseThan(points.last())) {
            points.replaceLast(point);
        }
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

    /** The points from that number on; the newest of them is not replaced any more, since it was seen. */
    List<Point> since(long number) {
        spanOpen = false;
        return points.since(number);
    }

    long nextPoint() {
        return points.next();
    }

    KeyRow row() {
        return new KeyRow(key, openIncident != null, alerts, anomalies, points.last());
    }
}
