// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.TrainingCurve;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Gathers a fit's losses in as many bins as a curve has points, and passes each step on. */
final class CurveRecorder implements FitListener {
    private final FitListener next;
    private final int[] lastSteps = new int[TrainingCurve.MOST_POINTS];
    private final double[] sums = new double[TrainingCurve.MOST_POINTS];
    private final int[] counts = new int[TrainingCurve.MOST_POINTS];

    CurveRecorder(FitListener next) {
        this.next = next;
    }

    @Override
    public void onStep(int step, int steps, double negativeElbo) {
        int bins = Math.min(steps, TrainingCurve.MOST_POINTS);
        int bin = (int) ((step - 1L) * bins / steps);
        lastSteps[bin] = step;
        sums[bin] += negativeElbo;
        counts[bin]++;
        next.onStep(step, steps, negativeElbo);
    }

    /** The curve so far; null before the first step. */
    TrainingCurve curve() {
        int[] bins =
                IntStream.range(0, counts.length).filter(bin -> counts[bin] > 0).toArray();
        return bins.length == 0
                ? null
                : new TrainingCurve(
                        Arrays.stream(bins).map(bin -> lastSteps[bin]).toArray(),
                        Arrays.stream(bins)
                                .mapToDouble(bin -> sums[bin] / counts[bin])
                                .toArray());
    }
}
