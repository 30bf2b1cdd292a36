// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Splits kept samples, ordered by key and event time, into those to fit on (four in ten), those to calibrate on (five
 * in ten, for a promised rate is only as good as the rows it was measured on) and those to compare models on (one in
 * ten).
 *
 * <p>Blocks of neighbours stay together, for shingles that follow each other share rows; each ten blocks are dealt out
 * in a seeded order, so that every part holds its share of every key and of every time. Behind a border between two
 * parts, shingles that share rows with the one before it are left out.
 */
public record SampleSplit(int[] fit, int[] calibration, int[] compared) {
    private static final int DEALT = 10;
    private static final int FIT = 4;
    private static final int CALIBRATION = 9;
    private static final int LEAST_LARGEST_BLOCK = 32;
    private static final int SHINGLES_A_BLOCK = 8;
    private static final int LEAST_BLOCKS = 20;

    /** Whether two samples, the older one first, have a row in common. */
    @FunctionalInterface
    public interface Overlap {
        boolean sharesRows(int older, int newer);
    }

    /**
     * Deals samples out to the three parts.
     *
     * @param shingleLength rows alone are dealt out one by one
     */
    public static SampleSplit of(int samples, int shingleLength, long seed, Overlap overlap) {
        int block = shingleLength == 1 ? 1 : block(samples, shingleLength);
        List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < DEALT; i++) {
            order.add(i);
        }
        Random random = new Random(seed);
        int before = -1;
        for (int from = 0, dealt = 0; from < samples; from += block, dealt++) {
            if (dealt % DEALT == 0) {
                Collections.shuffle(order, random);
            }
            int place = order.get(dealt % DEALT);
            int part = place < FIT ? 0 : place < CALIBRATION ? 1 : 2;
            int end = Math.min(samples, from + block);
            int first = part == before ? from : behindBorder(from, Math.min(end, from + shingleLength - 1), overlap);
            for (int i = first; i < end; i++) {
                parts.get(part).add(i);
            }
            before = part;
        }
        return new SampleSplit(toArray(parts.get(0)), toArray(parts.get(1)), toArray(parts.get(2)));
    }

    private static int block(int samples, int shingleLength) {
        int largest = Math.max(LEAST_LARGEST_BLOCK, SHINGLES_A_BLOCK * shingleLength);
        return Math.max(1, Math.min(largest, samples / LEAST_BLOCKS));
    }

    /** No more than a shingle's length can share rows, so that a series that stands still does not lose all. */
    private static int behindBorder(int from, int end, Overlap overlap) {
        int first = from;
        while (from > 0 && first < end && overlap.sharesRows(from - 1, first)) {
            first++;
        }
        return first;
    }

    private static int[] toArray(List<Integer> part) {
        return part.stream().mapToInt(Integer::intValue).toArray();
    }
}
