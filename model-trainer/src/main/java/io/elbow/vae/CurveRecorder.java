// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.TrainingCurve;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Averages a fit's losses and divergences into as many bins as a curve has points, and passes each step on. */
final class CurveRecorder implements FitListener {
    private final FitListener next;
    private final int[] lastSteps = new int[TrainingCurve.MOST_POINTS];
    private final double[] sums = new double[TrainingCurve.MOST_POINTS];
    private final double[] klSums = new double[TrainingCurve.MOST_POINTS];
    private final int[] counts = new int[TrainingCurve.MOST_POINTS];
    private FitStep last;

    CurveRecorder(FitListener next) {
        this.next = next;
    }

    @Override
    public void onStep(FitStep step) {
        int bin = step.part(Math.min(step.steps(), TrainingCurve.MOST_POINTS));
        lastSteps[bin] = step.step();
        sums[bin] += step.negativeElbo();
        klSums[bin] += step.klDivergence();
        counts[bin]++;
        last = step;
        next.onStep(step);
    }

    /** The last step; null before the first. */
    FitStep last() {
        return last;
    }

    /** The curve so far; null before the first step. */
    TrainingCurve curve() {
        int[] bins =
                IntStream.range(0, counts.length).filter(bin -> counts[bin] > 0).toArray();
        return bins.length == 0
                ? null
                : new TrainingCurve(
                        Arrays.stream(bins).map(bin -> lastSteps[bin]).toArray(), means(sums, bins), klMeans(bins));
    }

    private double[] means(double[] of, int[] bins) {
        return Arrays.stream(bins).mapToDouble(bin -> of[bin] / counts[bin]).toArray();
    }

    /** Mean divergence of each bin. Null if the family's loss has no divergence. */
    private double[] klMeans(int[] bins) {
        double[] means = means(klSums, bins);
        return Arrays.stream(means).anyMatch(Double::isNaN) ? null : means;
    }
}
