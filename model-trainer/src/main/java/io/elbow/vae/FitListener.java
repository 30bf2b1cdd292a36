// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Hears of a fit's progress. */
@FunctionalInterface
public interface FitListener {
    FitListener SILENT = step -> {};

    /** Called after every optimiser step, on the fit's thread. */
    void onStep(FitStep step);
}
