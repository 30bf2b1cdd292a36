// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.job.event.Alert;
import java.util.List;

/**
 * What is new to a viewer.
 *
 * @param anew whether everything shown before is to be forgotten
 * @param key the chosen one; null: there is none yet
 * @param points of that key alone
 * @param top complete each time
 * @param problem what keeps the page from being complete, or null
 * @param skipped scores that were left out so far
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
