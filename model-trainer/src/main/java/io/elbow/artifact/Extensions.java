// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.features.Conditions;
import io.elbow.features.Smoothing;

/**
 * What a manifest holds since format version 2, each part with the value that an artifact of version 1 stands for.
 *
 * @param smoothing the average of a key's scores
 * @param conditions how a record's condition becomes numbers
 */
public record Extensions(Smoothing smoothing, Conditions conditions) {
    /** Of an artifact of version 1. */
    public static final Extensions NONE = new Extensions(Smoothing.NONE, Conditions.NONE);

    /** The same with another average. */
    public Extensions withSmoothing(Smoothing other) {
        return new Extensions(other, conditions);
    }

    /** The same with conditions. */
    public Extensions withConditions(Conditions other) {
        return new Extensions(smoothing, other);
    }
}
