// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the line of its file in which a row stands. Rows mostly follow each other line by line, so it keeps only the
 * places where they do not: after a header, blank lines, cells that span lines.
 */
final class LineIndex {
    /** More such places than a sensible table has. For rows after them the line is not known. */
    private static final int MOST = 100_000;

    private final TreeMap<Long, Long> shiftFrom = new TreeMap<>();
    private long shift = Long.MIN_VALUE;
    private long known = Long.MAX_VALUE;

    /** Notes the line of the next row. Rows must come in order. */
    void add(long row, long line) {
        if (line - row == shift || row > known) {
            return;
        }
        if (shiftFrom.size() == MOST) {
            known = row - 1;
            return;
        }
        shift = line - row;
        shiftFrom.put(row, shift);
    }

    /** The line of a row, 1-based; -1: not known. */
    long lineOf(long row) {
        Map.Entry<Long, Long> before = shiftFrom.floorEntry(row);
        return before == null || row > known ? -1 : row + before.getValue();
    }
}
