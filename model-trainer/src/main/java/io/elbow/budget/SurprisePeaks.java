// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The rows of normal training data whose surprise is at least {@value FirstThreshold#LEAST}, or of more than
 * {@value #MOST} the highest: from them the openings at any budget and cooldown can be counted again.
 *
 * @param times [rows], event time, ms
 * @param keys [rows], a number for each key
 * @param surprise [rows], u
 * @param least the least surprise of which all rows are here
 */
public record SurprisePeaks(long[] times, int[] keys, double[] surprise, double least) {
    static final int MOST = 20_000;

    public SurprisePeaks {
        if (times.length != keys.length || times.length != surprise.length) {
            throw new IllegalArgumentException("peaks have " + times.length + " times, " + keys.length + " keys and "
                    + surprise.length + " surprises");
        }
        if (!(least >= FirstThreshold.LEAST)) {
            throw new IllegalArgumentException("least must be at least " + FirstThreshold.LEAST + " but was " + least);
        }
    }

    /** Chooses them; the rows keep their order. */
    static SurprisePeaks of(long[] times, int[] keys, double[] surprise) {
        int[] high = IntStream.range(0, surprise.length)
                .filter(row -> surprise[row] >= FirstThreshold.LEAST)
                .toArray();
        double least = FirstThreshold.LEAST;
        if (high.length > MOST) {
            int[] highest = IntStream.of(high)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(row -> -surprise[row]))
                    .limit(MOST)
                    .mapToInt(row -> row)
                    .toArray();
            // What ties with the last one may be left out, so that only what lies above it is whole.
            least = Math.nextUp(surprise[highest[MOST - 1]]);
            high = IntStream.of(highest).sorted().toArray();
        }
        int[] rows = high;
        return new SurprisePeaks(
                IntStream.of(rows).mapToLong(row -> times[row]).toArray(),
                IntStream.of(rows).map(row -> keys[row]).toArray(),
                IntStream.of(rows).mapToDouble(row -> surprise[row]).toArray(),
                least);
    }

    /**
     * As one table: time, key and surprise by turns.
     *
     * @return [3 * rows]
     */
    public double[] numbers() {
        double[] numbers = new double[3 * times.length];
        for (int row = 0; row < times.length; row++) {
            numbers[3 * row] = (double) times[row];
            numbers[3 * row + 1] = keys[row];
            numbers[3 * row + 2] = surprise[row];
        }
        return numbers;
    }

    /**
     * Of what {@link #numbers} gave.
     *
     * @throws IllegalArgumentException if a number is none that it gives
     */
    public static SurprisePeaks ofNumbers(double[] numbers, double least) {
        int rows = numbers.length / 3;
        long[] times = new long[rows];
        int[] keys = new int[rows];
        double[] surprise = new double[rows];
        for (int row = 0; row < rows; row++) {
            times[row] = (long) numbers[3 * row];
            keys[row] = (int) numbers[3 * row + 1];
            surprise[row] = numbers[3 * row + 2];
            boolean whole = (double) times[row] == numbers[3 * row] && (double) keys[row] == numbers[3 * row + 1];
            if (!whole || !(surprise[row] >= FirstThreshold.LEAST)) {
                throw new IllegalArgumentException("row " + row + " of the peaks is "
                        + Arrays.toString(Arrays.copyOfRange(numbers, 3 * row, 3 * row + 3)));
            }
        }
        return new SurprisePeaks(times, keys, surprise, least);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SurprisePeaks its && least == its.least && Arrays.equals(numbers(), its.numbers());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers());
    }

    @Override
    public String toString() {
        return times.length + " rows of at least " + least;
    }
}
