// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses the shingles that are held back from a fit, so that the calibration uses rows that the fit never saw.
 *
 * <p>A fifth is held back: a seeded draw of points, or the last block of each run of a series, with a gap of one
 * shingle on either side because neighbouring shingles share rows. With fewer than {@link #CROSS_FIT_BELOW} shingles a
 * fifth is too few to calibrate on: then five folds are held back in turn, and the final fit uses all rows. A series'
 * last block is its most recent past, which a model should know: after the block was scored by a fit that never saw it,
 * a final fit uses all rows.
 */
public final class CalibrationSplit {
    public static final int CROSS_FIT_BELOW = 1000;
    private static final int FOLDS = 5;

    /** The rows of one fit: indices into the {@link ShingleIndex}. */
    public record Fold(int[] fit, int[] calibration) {}

    private final List<Fold> folds;
    private final boolean refits;

    private CalibrationSplit(List<Fold> folds, boolean refits) {
        this.folds = List.copyOf(folds);
        this.refits = refits;
    }

    public static CalibrationSplit of(ShingleIndex index, boolean series, long seed) {
        int[] foldOf = series ? blocks(index) : draw(index.size(), seed);
        List<Fold> folds = new ArrayList<>();
        boolean crossFit = index.size() < CROSS_FIT_BELOW;
        for (int fold = crossFit ? 0 : FOLDS - 1; fold < FOLDS; fold++) {
            folds.add(fold(index, foldOf, fold, series));
        }
        return new CalibrationSplit(folds, crossFit || series);
    }

    /** The folds: one, or five to cross-fit. */
    public List<Fold> folds() {
        return folds;
    }

    public boolean crossFitted() {
        return folds.size() > 1;
    }

    /** Whether a final fit on all rows follows, after the held-back ones were scored. */
    public boolean refits() {
        return refits;
    }

    /** Number of fits in total. */
    public int fits() {
        return folds.size() + (refits ? 1 : 0);
    }

    /** Returns this split with only the first folds, and without a final fit. */
    public CalibrationSplit upTo(int count) {
        return new CalibrationSplit(folds.subList(0, count), false);
    }

    private static int[] draw(int size, long seed) {
        int[] order = IntStream.range(0, size).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        int[] foldOf = new int[size];
        for (int i = size - 1; i >= 0; i--) {
            int j = random.nextInt(i + 1);
            foldOf[order[j]] = i % FOLDS;
            order[j] = order[i];
        }
        return foldOf;
    }

    private static int[] blocks(ShingleIndex index) {
        int[] foldOf = new int[index.size()];
        int start = 0;
        while (start < foldOf.length) {
            int end = start;
            while (end < foldOf.length && index.run(end) == index.run(start)) {
                end++;
            }
            for (int i = start; i < end; i++) {
                // Rounded so that a run of fewer than five shingles is never held back whole.
                foldOf[i] = (int) ((long) (i - start) * FOLDS / (end - start));
            }
            start = end;
        }
        return foldOf;
    }

    private static Fold fold(ShingleIndex index, int[] foldOf, int held, boolean series) {
        boolean[] isHeld = new boolean[foldOf.length];
        for (int i = 0; i < foldOf.length; i++) {
            isHeld[i] = foldOf[i] == held;
        }
        boolean[] sharesRows = series && index.length() > 1 ? sharesRows(index, isHeld) : new boolean[isHeld.length];
        int[] fit = IntStream.range(0, isHeld.length)
                .filter(i -> !isHeld[i] && !sharesRows[i])
                .toArray();
        int[] calibration = IntStream.range(0, isHeld.length)
                .filter(i -> isHeld[i] && !sharesRows[i])
                .toArray();
        return new Fold(fit, calibration);
    }

    /**
     * Marks shingles after a border between the two sides that have a row in common with a shingle of the other side.
     */
    private static boolean[] sharesRows(ShingleIndex index, boolean[] isHeld) {
        boolean[] shares = new boolean[isHeld.length];
        int border = Integer.MIN_VALUE;
        for (int i = 1; i < isHeld.length; i++) {
            boolean sameRun = index.run(i) == index.run(i - 1);
            if (!sameRun) {
                border = Integer.MIN_VALUE;
            } else if (isHeld[i] != isHeld[i - 1]) {
                border = index.position(i);
            }
            shares[i] = border != Integer.MIN_VALUE && index.position(i) - border < index.length() - 1;
        }
        return shares;
    }

    @Override
    public String toString() {
        return folds.stream()
                .map(fold -> Arrays.toString(new int[] {fold.fit().length, fold.calibration().length}))
                .toList()
                .toString();
    }
}
