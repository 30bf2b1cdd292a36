// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Receives the steps of a fit. */
@FunctionalInterface
public interface FitListener {
    FitListener SILENT = step -> {};

    /** Called after every optimiser step, on the fit's thread. */
    void onStep(FitStep step);
}
