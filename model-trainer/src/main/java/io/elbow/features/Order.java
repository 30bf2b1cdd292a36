// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Where values stand when they are sorted; equal ones keep their order. */
public final class Order {
    private Order() {}

    /** Indices, that of the largest value first. */
    public static int[] descending(double[] values) {
        return sorted(values.length, Comparator.comparingDouble((Integer i) -> -values[i]));
    }

    /** Indices, that of the least value first. */
    public static int[] ascending(double[] values) {
        return sorted(values.length, Comparator.comparingDouble((Integer i) -> values[i]));
    }

    private static int[] sorted(int count, Comparator<Integer> by) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(by)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
