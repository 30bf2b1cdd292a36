// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.List;

/**
 * A step of a fit that was just taken.
 *
 * @param step from 1
 * @param steps at most as many
 * @param rows of the batch
 * @param negativeElbo the batch's mean loss, nats
 * @param klDivergence the batch's mean KL(q to p), nats, not weighted by beta; NaN: the loss has no such part
 * @param learningRate of the step; NaN: the family knows none
 */
public record FitStep(int step, int steps, int rows, double negativeElbo, double klDivergence, double learningRate) {
    /** Which of so many equal parts of the fit the step belongs to, from 0. */
    public int part(int parts) {
        return (int) ((step - 1L) * parts / steps);
    }

    /** Whether the step is the last of one of so many equal parts of the fit; of more parts than steps, each is. */
    public boolean endsPart(int parts) {
        return (long) step * parts / steps > part(parts);
    }

    /** What members' steps of one number come to; the same step, where there is one. */
    static FitStep mean(List<FitStep> members) {
        FitStep first = members.get(0);
        double loss =
                members.stream().mapToDouble(FitStep::negativeElbo).average().orElseThrow();
        double kl =
                members.stream().mapToDouble(FitStep::klDivergence).average().orElseThrow();
        return new FitStep(first.step, first.steps, first.rows, loss, kl, first.learningRate);
    }

    /** Of a family whose loss has no divergence and whose steps have no rate. */
    static FitStep plain(int step, int steps, int rows, double negativeElbo) {
        return new FitStep(step, steps, rows, negativeElbo, Double.NaN, Double.NaN);
    }
}
