// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Repeats the rows of a new normal until they make up a quarter of all rows. A fit from an earlier model's weights
 * draws rows evenly and would otherwise hardly draw one key of many.
 */
public final class Repetition {
    /** Share of all rows that those of a new normal reach, if the repetitions suffice. */
    static final double SHARE = 0.25;

    /** Most repetitions of a row: with more of them a few rows would be learned by heart. */
    static final int MOST = 10;

    private Repetition() {}

    /**
     * Returns the rows, with the new ones repeated.
     *
     * @param rows indices
     * @param isNew whether the row of an index is of a new normal
     */
    public static int[] of(int[] rows, IntPredicate isNew) {
        int[] fresh = Arrays.stream(rows).filter(isNew).toArray();
        if (fresh.length == 0) {
            return rows.clone();
        }
        double wanted = SHARE / (1 - SHARE) * (rows.length - fresh.length);
        int times = (int) Math.max(1, Math.min(MOST, Math.ceil(wanted / fresh.length)));
        IntStream repeated = IntStream.range(1, times).flatMap(again -> Arrays.stream(fresh));
        return IntStream.concat(Arrays.stream(rows), repeated).toArray();
    }
}
