// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

/** What one browser has seen. It belongs to the state and is guarded by the state's lock. */
final class PageViewer {
    /** The chosen key. Null: the worst key, as soon as there is one. */
    String key;

    long generation = -1;
    boolean watching;
    long points;
    long alerts;
    long history;

    /**
     * A viewer that has seen nothing.
     *
     * @param key null: whichever is the worst
     */
    PageViewer(String key) {
        this.key = key;
    }

    void begin(long newGeneration) {
        generation = newGeneration;
        watching = false;
        points = 0;
        alerts = 0;
        history = 0;
    }
}
