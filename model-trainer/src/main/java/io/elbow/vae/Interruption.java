// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/**
 * At which step a {@link StopRequest} ended a model's fits, and which weights are kept. These were always calibrated on
 * rows that they never saw, so the promised rate holds as for a model that was fitted to its end. If the first fit was
 * ended, its weights so far are kept, calibrated on the rows held back from it; if a later fit was ended, the weights
 * of the fit before are kept, which took all its steps.
 *
 * @param fit number of the fit that was ended, from 1
 * @param step its last step; 0: it had not begun
 * @param keptFit number of the fit whose weights are kept
 */
public record Interruption(int fit, int fits, int step, int steps, int keptFit) {
    /** One line for the user: where the fit was interrupted and what is kept. */
    public String words() {
        String of = fits == 1 ? "" : " of fit " + fit + "/" + fits;
        String where = step == 0 ? "before fit " + fit + "/" + fits : "at step " + step + " of " + steps + of;
        return "interrupted " + where + ": keeping " + kept();
    }

    private String kept() {
        if (fits == 1) {
            return "the weights so far";
        }
        return keptFit == fit
                ? "its weights so far, calibrated on the rows held back from it"
                : "the model of fit " + keptFit + "/" + fits + ", calibrated on the rows held back until then";
    }
}
