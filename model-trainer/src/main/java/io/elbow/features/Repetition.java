// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Repeats the rows of a new normal among those that a model knows already, until they make up a quarter: a fit from an
 * earlier model's weights draws rows evenly, and one key of many would hardly be drawn.
 */
public final class Repetition {
    /** Of all rows, those of a new normal at least, where the repetitions suffice. */
    static final double SHARE = 0.25;

    /** More would make a few rows learned by heart. */
    static final int MOST = 10;

    private Repetition() {}

    /**
     * The rows, those that are new as often as it takes.
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
