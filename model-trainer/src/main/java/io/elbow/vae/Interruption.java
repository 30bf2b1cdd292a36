// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/**
 * Where a {@link StopRequest} ended a model's fits, and what is kept. Whatever is kept was judged by rows that it never
 * saw, so that the promised rate holds for it as for a model that was fitted to its end: the first fit's weights so
 * far, judged by the rows held back from it; later, the weights of the fit before, which had all its steps.
 *
 * @param fit number of the fit that was ended, from 1
 * @param step its last step; 0: it did not begin
 * @param keptFit number of the fit whose weights are kept
 */
public record Interruption(int fit, int fits, int step, int steps, int keptFit) {
    /** For a person. */
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
