// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/**
 * What a manifest holds since format version 2, each part with the value that an artifact of version 1 stands for.
 *
 * @param latents how a VAE uses its latents; null: not known, or a family without latents
 */
public record Extensions(LatentSummary latents) {
    /** Of an artifact of version 1. */
    public static final Extensions NONE = new Extensions(null);

    /** The same with a report on the latents, which may be null. */
    public Extensions withLatents(LatentSummary other) {
        return new Extensions(other);
    }
}
