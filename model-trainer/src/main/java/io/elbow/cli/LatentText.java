// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.LatentSummary;
import java.util.Locale;

/** What a fit made of its latents, in words for a person. */
final class LatentText {
    private LatentText() {}

    /**
     * Adds a line, and a warning where the posterior has collapsed.
     *
     * @param latents null: nothing is known of them
     */
    static void addTo(AlignedLines lines, LatentSummary latents) {
        if (latents == null) {
            return;
        }
        lines.add(
                "latents",
                String.format(
                        Locale.ROOT,
                        "%d of %d active, KL %.2f nats a row; together mean up to %.2f from 0, variance %.2f",
                        latents.active(),
                        latents.latents(),
                        latents.totalKl(),
                        latents.largestMean(),
                        latents.meanVariance()));
        if (latents.collapsed()) {
            lines.add(
                    "warning",
                    "the posterior has collapsed: " + latents.active() + " of " + latents.latents()
                            + " latents distinguish rows; give --kl-warm-up, a lower --beta or --sigma, or fewer latents");
        }
    }
}
