// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Splits kept samples, ordered by key and event time, into those to fit on (half), those to calibrate on (three in ten) and
 * those to compare models on (two in ten).
 *
 * <p>Blocks of neighbours stay together, for shingles that follow each other share rows; each ten blocks are dealt out in a
 * seeded order, so that every part holds its share of every key and of every time.
 */
public record SampleSplit(int[] fit, int[] calibration, int[] compared) {
    private static final int DEALT = 10;
    private static final int FIT = 5;
    private static final int CALIBRATION = 8;
    private static final int LARGEST_BLOCK = 32;
    private static final int LEAST_BLOCKS = 40;

    /** @param shingleLength rows alone are dealt out one by one */
    public static SampleSplit of(int samples, int shingleLength, long seed) {
        int block = shingleLength == 1 ? 1 : Math.max(1, Math.min(LARGEST_BLOCK, samples / LEAST_BLOCKS));
        List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < DEALT; i++) {
            order.add(i);
        }
        Random random = new Random(seed);
        for (int from = 0, dealt = 0; from < samples; from += block, dealt++) {
            if (dealt % DEALT == 0) {
                Collections.shuffle(order, random);
            }
            int place = order.get(dealt % DEALT);
            List<Integer> part = parts.get(place < FIT ? 0 : place < CALIBRATION ? 1 : 2);
            for (int i = from; i < Math.min(samples, from + block); i++) {
                part.add(i);
            }
        }
        return new SampleSplit(toArray(parts.get(0)), toArray(parts.get(1)), toArray(parts.get(2)));
    }

    private static int[] toArray(List<Integer> part) {
        return part.stream().mapToInt(Integer::intValue).toArray();
    }
}
