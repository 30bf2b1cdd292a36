// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.features.Smoothing;

/**
 * What a manifest holds since format version 2, each part with the value that an artifact of version 1 stands for.
 *
 * @param smoothing the average of a key's scores
 */
public record Extensions(Smoothing smoothing) {
    /** Of an artifact of version 1. */
    public static final Extensions NONE = new Extensions(Smoothing.NONE);

    /** The same with another average. */
    public Extensions withSmoothing(Smoothing other) {
        return new Extensions(other);
    }
}
