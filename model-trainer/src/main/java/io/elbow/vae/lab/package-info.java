// SPDX-License-Identifier: Apache-2.0
/**
 * Looking into a fitted model: its latent space, where rows lie in it, and how much tighter a bound of many draws is
 * than the score. Neither fitting nor scoring needs any of this.
 *
 * <p>It stands on {@link io.elbow.vae.EncoderDecoder} and {@link io.elbow.vae.Scorers}, and uses no DJL itself. Nothing
 * but the commands that show it may depend on it.
 *
 * <p>Begin with {@link io.elbow.vae.lab.LatentSpace}.
 */
package io.elbow.vae.lab;
