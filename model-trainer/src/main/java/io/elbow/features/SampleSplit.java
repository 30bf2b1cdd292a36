// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Splits kept samples, ordered by key and event time, into three parts: four in ten to fit on, five in ten to calibrate
 * on (a promised rate is only as good as the rows it was measured on) and one in ten to compare models on.
 *
 * <p>Neighbouring samples stay together in blocks, because shingles that follow each other share rows. Each ten blocks
 * are distributed in a seeded order, so that every part gets its share of every key and of every time. After a border
 * between two parts, shingles that share rows with the part before are left out.
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
     * Splits samples into the three parts.
     *
     * @param shingleLength 1: single rows, which are distributed one by one
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

    /**
     * The first sample after the border that shares no row with the part before. At most a shingle's length is left
     * out, so that a series whose event time stands still does not lose all.
     */
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
