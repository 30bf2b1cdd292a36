// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Hears of a fit's progress. */
@FunctionalInterface
public interface FitListener {
    FitListener SILENT = (step, steps, negativeElbo) -> {};

    /**
     * Called after every optimiser step.
     *
     * @param negativeElbo the batch's mean loss, nats
     */
    void onStep(int step, int steps, double negativeElbo);
}
