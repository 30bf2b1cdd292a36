// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/**
 * How the loss fell, and with it the divergence, during the fit that the weights come from.
 *
 * @param steps last step of each point, rising
 * @param losses mean loss of the steps since the point before, nats; at most {@link #MOST_POINTS}
 * @param kl mean KL divergence of a row over the same steps, nats; null: not known, or a family without
 */
public record TrainingCurve(
        int[] steps, double[] losses, @OrNull double[] kl) {
    /** A bound on what an artifact carries. */
    public static final int MOST_POINTS = 200;

    public TrainingCurve {
        steps = steps.clone();
        losses = losses.clone();
        kl = kl == null ? null : kl.clone();
        if (steps.length == 0 || steps.length > MOST_POINTS || steps.length != losses.length) {
            throw new IllegalArgumentException("a training curve has 1 to " + MOST_POINTS
                    + " points, a step and a loss each, but had " + steps.length + " steps and " + losses.length
                    + " losses");
        }
        if (kl != null && kl.length != steps.length) {
            throw new IllegalArgumentException(
                    "a training curve has a divergence for each step, but had " + kl.length + " for " + steps.length);
        }
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] <= (i == 0 ? 0 : steps[i - 1])) {
                throw new IllegalArgumentException("a training curve's steps rise but do not at point " + i);
            }
        }
    }
}
