// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.List;

/**
 * A step of a fit that was just taken.
 *
 * @param step from 1
 * @param steps most steps that the fit will take
 * @param rows number of rows in the batch
 * @param negativeElbo the batch's mean loss, nats
 * @param klDivergence the batch's mean KL(q to p), nats, not weighted by beta; NaN: the loss has no such part
 * @param learningRate of the step; NaN: the family has none
 */
public record FitStep(int step, int steps, int rows, double negativeElbo, double klDivergence, double learningRate) {
    /** If the fit is divided into that many equal parts, the part that the step belongs to, from 0. */
    public int part(int parts) {
        return (int) ((step - 1L) * parts / steps);
    }

    /**
     * Whether the step is the last of one of that many equal parts of the fit. If there are more parts than steps,
     * every step is.
     */
    public boolean endsPart(int parts) {
        return (long) step * parts / steps > part(parts);
    }

    /** The mean of the members' steps of the same number. For a single member it is that member's step. */
    static FitStep mean(List<FitStep> members) {
        FitStep first = members.get(0);
        double loss =
                members.stream().mapToDouble(FitStep::negativeElbo).average().orElseThrow();
        double kl =
                members.stream().mapToDouble(FitStep::klDivergence).average().orElseThrow();
        return new FitStep(first.step, first.steps, first.rows, loss, kl, first.learningRate);
    }

    /** A step of a family whose loss has no divergence and whose steps have no learning rate. */
    static FitStep plain(int step, int steps, int rows, double negativeElbo) {
        return new FitStep(step, steps, rows, negativeElbo, Double.NaN, Double.NaN);
    }
}
