// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.util.Arrays;

/**
 * How a VAE uses its latents, over rows that it was not fitted on (over its fitted rows where the last fit took up
 * all). Under a conditional prior a latent is taken less the prior's mean.
 *
 * <p>The aggregated posterior is the mean of q(z given x) over the rows; where it is far from N(0, I), draws from the
 * prior decode to rows unlike the data.
 *
 * @param kl [members * latentDim], what each latent adds to the mean KL divergence of a row, nats: its own, divided by
 *     the members
 * @param active latents whose posterior mean varies over the rows by more than 0.01 (Burda, Grosse and Salakhutdinov,
 *     Importance Weighted Autoencoders, 2015, section 5.3.1)
 * @param largestMean largest magnitude of a latent's mean under the aggregated posterior; the prior's is 0
 * @param meanVariance mean over the latents of the aggregated posterior's variance; the prior's is 1
 */
public record LatentSummary(double[] kl, int active, double largestMean, double meanVariance) {
    private static final double LEAST_ACTIVE_SHARE = 0.05;

    public LatentSummary {
        kl = kl.clone();
        if (kl.length == 0 || active < 0 || active > kl.length) {
            throw new IllegalArgumentException(
                    "active latents must be between 0 and " + kl.length + " but were " + active);
        }
    }

    public int latents() {
        return kl.length;
    }

    /** Whether so few latents carry anything that the decoder hardly knows which row it is to describe. */
    public boolean collapsed() {
        return active == 0 || active < LEAST_ACTIVE_SHARE * kl.length;
    }

    /** Mean KL divergence of a row, nats. */
    public double totalKl() {
        return Arrays.stream(kl).sum();
    }
}
