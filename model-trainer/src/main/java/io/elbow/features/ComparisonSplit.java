// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Sets aside rows of a table for comparing two models, so that neither is fitted to them: the last fifth of each key's
 * rows if rows are series, a seeded fifth if each row stands alone.
 *
 * @param fit the table that a challenger may learn from
 * @param compared positions in the whole table, ascending
 */
public record ComparisonSplit(Dataset fit, List<Integer> compared) {
    private static final int PARTS = 5;

    /**
     * Splits a table.
     *
     * @param skipped [rows], rows for neither part, such as those judged anomalous
     * @param shingleLength the first rows after the border share a shingle with rows of the fit, so they are in neither
     *     part
     */
    public static ComparisonSplit of(Dataset all, boolean[] skipped, boolean series, int shingleLength, long seed) {
        boolean[] held = series ? lastFifths(all) : drawn(all.rows().size(), seed);
        int[] behindBorder = series ? behindBorder(all, held) : new int[held.length];
        List<Dataset.Row> fit = new ArrayList<>();
        List<Integer> compared = new ArrayList<>();
        for (int i = 0; i < held.length; i++) {
            Dataset.Row row = all.rows().get(i);
            boolean leftOut = skipped[i] || row.anomalous();
            if (!held[i]) {
                // Kept as a row that is not learned from, so that no shingle bridges the place.
                fit.add(leftOut ? row.asAnomalous() : row);
            } else if (!leftOut && (!series || behindBorder[i] >= shingleLength - 1)) {
                compared.add(i);
            }
        }
        return new ComparisonSplit(all.withRows(fit), compared);
    }

    private static boolean[] drawn(int rows, long seed) {
        boolean[] held = new boolean[rows];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rows; i++) {
            held[i] = random.nextInt(PARTS) == 0;
        }
        return held;
    }

    private static boolean[] lastFifths(Dataset all) {
        Map<String, Integer> left = new HashMap<>();
        all.rows().forEach(row -> left.merge(row.key(), 1, Integer::sum));
        left.replaceAll((key, rows) -> rows - rows / PARTS);
        boolean[] held = new boolean[all.rows().size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = left.merge(all.rows().get(i).key(), -1, Integer::sum) < 0;
        }
        return held;
    }

    /** For each row, [rows], how many held-back rows of its key come before it. */
    private static int[] behindBorder(Dataset all, boolean[] held) {
        Map<String, Integer> seen = new HashMap<>();
        int[] before = new int[held.length];
        for (int i = 0; i < held.length; i++) {
            if (held[i]) {
                before[i] = seen.merge(all.rows().get(i).key(), 1, Integer::sum) - 1;
            }
        }
        return before;
    }
}
