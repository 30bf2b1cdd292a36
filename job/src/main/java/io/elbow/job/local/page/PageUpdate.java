// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.job.event.Alert;
import java.util.List;

/**
 * What is new to a viewer.
 *
 * @param anew whether the page must first forget everything shown before
 * @param key the chosen key; null: none yet
 * @param points points of that key only
 * @param top the complete table, each time
 * @param problem why the page is incomplete, or null
 * @param skipped scores that were skipped so far
 */
record PageUpdate(
        boolean anew,
        String key,
        List<Point> points,
        List<Alert> alerts,
        List<HistoryEntry> history,
        List<KeyRow> top,
        String problem,
        long skipped) {}
