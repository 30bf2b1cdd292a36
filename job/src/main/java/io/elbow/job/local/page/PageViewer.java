// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

/** What one browser has seen: the state's own, guarded by its lock. */
final class PageViewer {
    /** Null: the worst one, once there is any. */
    String key;

    long generation = -1;
    boolean watching;
    long points;
    long alerts;
    long history;

    /** @param key null: whichever is the worst */
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
