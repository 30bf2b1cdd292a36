// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.job.event.Alert;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that the page shows except the totals, with a size that does not depend on the stream. One thread writes;
 * each viewer's thread asks for what is new to that viewer.
 */
final class PageState {
    static final int ALERTS = 100;
    static final int HISTORY = 100;
    static final int KEYS_OF_A_KIND = 250;
    static final int TOP_KEYS = 20;
    static final int MODELS = 64;

    private final Map<String, ModelFacts> models = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ModelFacts> eldest) {
            return size() > MODELS;
        }
    };
    private BoundedLog<Alert> alerts = new BoundedLog<>(ALERTS);
    private BoundedLog<HistoryEntry> history = new BoundedLog<>(HISTORY);
    private KeyBoard keys = new KeyBoard(KEYS_OF_A_KIND);
    private String problem;
    private long skipped;
    private long generation;

    PageState(ModelFacts first) {
        models.put(first.id(), first);
    }

    /** Forgets everything except the models, before the topics are read again. */
    synchronized void restart() {
        alerts = new BoundedLog<>(ALERTS);
        history = new BoundedLog<>(HISTORY);
        keys = new KeyBoard(KEYS_OF_A_KIND);
        problem = null;
        skipped = 0;
        generation++;
    }

    synchronized void model(ModelFacts facts) {
        models.remove(facts.id());
        models.put(facts.id(), facts);
    }

    /**
     * Takes a score.
     *
     * @param emittedMillis when the score was written
     */
    synchronized void score(ScoreMessage score, long emittedMillis) {
        ModelFacts facts = models.get(score.model());
        Point point = new Point(
                score.timestampMillis(),
                score.judged(facts),
                facts == null ? Double.NaN : facts.threshold(),
                facts == null ? Double.NaN : facts.floor(),
                score.pValue(),
                score.anomaly());
        keys.score(score.key(), point, emittedMillis);
    }

    synchronized void alert(Alert alert) {
        alerts.add(alert);
        if (alert.status().equals(Alert.CLOSED)) {
            keys.closed(alert.key(), alert.incident());
        } else {
            keys.opened(alert.key(), alert.incident());
        }
    }

    synchronized void history(HistoryEntry entry) {
        history.add(entry);
    }

    /**
     * Sets the problem that the page shows.
     *
     * @param message why the page is incomplete; null: the problem is over
     */
    synchronized void problem(String message) {
        problem = message;
    }

    /** Counts scores that were skipped because the stream is faster than the page reads. */
    synchronized void skipped(long count) {
        skipped += count;
    }

    /** Returns what came since this viewer last asked. For a viewer without a key it chooses the worst one. */
    synchronized PageUpdate update(PageViewer viewer) {
        boolean anew = viewer.generation != generation;
        if (anew) {
            viewer.begin(generation);
        }
        List<KeyRow> top = keys.top(TOP_KEYS);
        watch(viewer, top);
        RecentPoints memory = viewer.key == null ? null : keys.find(viewer.key);
        List<Point> points = memory == null ? List.of() : memory.since(viewer.points);
        List<Alert> newAlerts = alerts.since(viewer.alerts);
        List<HistoryEntry> newHistory = history.since(viewer.history);
        viewer.points = memory == null ? 0 : memory.nextPoint();
        viewer.alerts = alerts.next();
        viewer.history = history.next();
        return new PageUpdate(anew, viewer.key, points, newAlerts, newHistory, top, problem, skipped);
    }

    /** Ends the viewer's watch on its key, which may be forgotten from now on. */
    synchronized void leave(PageViewer viewer) {
        if (viewer.watching && viewer.generation == generation) {
            keys.unwatch(viewer.key);
        }
        viewer.watching = false;
    }

    private void watch(PageViewer viewer, List<KeyRow> top) {
        if (viewer.key == null && !top.isEmpty()) {
            viewer.key = top.get(0).key();
        }
        if (viewer.key != null && !viewer.watching) {
            keys.watch(viewer.key);
            viewer.watching = true;
        }
    }
}
