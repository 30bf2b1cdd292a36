// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.config.BadInputException;
import io.elbow.scoring.TailCalibration.Tail;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Builds a {@link TailCalibration} from held-back scores: chooses which of them are kept, and fits the tail above them.
 */
final class TailFit {
    /** Up to this number all distinct scores are kept. */
    static final int KEPT_EXACTLY = 20_000;

    /** Of a longer list this number of the highest scores is kept, and as many of the others at even intervals. */
    static final int KEPT_TOP = 10_000;

    /** With fewer distinct excesses than this no tail is fitted. */
    static final int LEAST_EXCESSES = 30;

    /** With fewer scores than this there is no tail, even if scores tie: a model has more. */
    static final int LEAST_TIED = 20;

    private static final double TAIL_SHARE = 0.05;

    /** The held-back scores in ascending order. */
    private final double[] sorted;

    private TailFit(double[] sorted) {
        this.sorted = sorted;
    }

    static TailCalibration fit(double[] heldBack) {
        if (heldBack.length == 0) {
            throw new BadInputException(
                    "no held-back normal scores to calibrate on: p-values need at least 1, give more normal rows");
        }
        for (int i = 0; i < heldBack.length; i++) {
            if (!Double.isFinite(heldBack[i])) {
                throw new BadInputException("held-back score " + i + " of " + heldBack.length + " is " + heldBack[i]
                        + ": the fit diverged, lower the learning rate or look for extreme values in the input");
            }
        }
        // Adding 0 turns -0 into 0; sorting would order them although they are equal.
        return new TailFit(Arrays.stream(heldBack).map(s -> s + 0.0).sorted().toArray()).calibration();
    }

    private TailCalibration calibration() {
        int n = sorted.length;
        double[] scores = new double[n];
        long[] atOrAbove = new long[n];
        int distinct = 0;
        for (int i = n - 1; i >= 0; i--) {
            if (i == 0 || sorted[i - 1] < sorted[i]) {
                scores[distinct] = sorted[i];
                atOrAbove[distinct] = (long) n - i;
                distinct++;
            }
        }
        int[] kept = kept(distinct);
        double[] keptScores = Arrays.stream(kept).mapToDouble(i -> scores[i]).toArray();
        long[] keptCounts = new long[kept.length];
        for (int k = 0; k < kept.length; k++) {
            // Every score down to the next kept one counts as this score; without gaps that is its own count.
            keptCounts[k] = atOrAbove[(k + 1 < kept.length ? kept[k + 1] : distinct) - 1];
        }
        return new TailCalibration(keptScores, keptCounts, n, tail(keptScores, keptCounts));
    }

    /** Indices of the kept scores among the distinct ones, in descending order. */
    private static int[] kept(int distinct) {
        if (distinct <= KEPT_EXACTLY) {
            return IntStream.range(0, distinct).toArray();
        }
        int body = KEPT_EXACTLY - KEPT_TOP;
        int[] kept = new int[KEPT_EXACTLY];
        for (int k = 0; k < KEPT_EXACTLY; k++) {
            kept[k] = k < KEPT_TOP ? k : KEPT_TOP + (int) ((long) (k - KEPT_TOP) * (distinct - KEPT_TOP) / body);
        }
        return kept;
    }

    private Tail tail(double[] scores, long[] atOrAbove) {
        int n = sorted.length;
        int exceeding = Math.min(Math.max(LEAST_EXCESSES, (int) Math.ceil(TAIL_SHARE * n)), n / 2);
        if (n < LEAST_TIED || (exceeding < LEAST_EXCESSES && scores.length == n)) {
            return Tail.empirical("only " + n + " held-back scores, a tail needs " + 2 * LEAST_EXCESSES);
        }
        // The next score below the highest ones, so that as many lie above it as are wanted, except for ties.
        double threshold = sorted[n - 1 - exceeding];
        double[] excesses = Arrays.stream(sorted, n - exceeding, n)
                .map(s -> s - threshold)
                .filter(y -> y > 0)
                .toArray();
        return fitted(scores, atOrAbove, threshold, excesses)
                .orElseGet(() -> TiedTail.of(scores, atOrAbove, n, exceeding, reason(threshold, excesses)));
    }

    private static String reason(double threshold, double[] excesses) {
        long distinct = Arrays.stream(excesses).distinct().count();
        return distinct < LEAST_EXCESSES
                ? "only " + distinct + " distinct scores above " + threshold + ", a fitted tail needs " + LEAST_EXCESSES
                : "no generalised Pareto tail fits the " + excesses.length + " scores above " + threshold;
    }

    /** Empty where the scores tie, up to rounding, or have no fit. */
    private Optional<Tail> fitted(double[] scores, long[] atOrAbove, double threshold, double[] excesses) {
        double mean = Arrays.stream(excesses).average().orElse(0);
        if (Arrays.stream(excesses).distinct().count() < LEAST_EXCESSES || mean < TiedTail.resolution(threshold)) {
            return Optional.empty();
        }
        Optional<GeneralizedPareto> fit = GeneralizedParetoFit.fit(excesses);
        if (fit.isEmpty()) {
            return Optional.empty();
        }
        int joint = 0;
        while (atOrAbove[joint] < TailCalibration.EMPIRICAL_LEAST) {
            joint++;
        }
        double pThreshold =
                (1.0 + atOrAbove[joint]) / (sorted.length + 1.0) / fit.get().survival(scores[joint] - threshold);
        if (!(pThreshold > 0 && Double.isFinite(pThreshold))) {
            return Optional.empty();
        }
        return Optional.of(new Tail(
                Tail.GENERALISED_PARETO,
                threshold,
                pThreshold,
                fit.get().shape(),
                fit.get().scale(),
                excesses.length,
                null));
    }
}
