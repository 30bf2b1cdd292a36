// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.features.Conditions;

/**
 * What a manifest holds since format version 2, each part with the value that an artifact of version 1 stands for.
 *
 * @param conditions how a record's condition becomes numbers
 */
public record Extensions(Conditions conditions) {
    /** Of an artifact of version 1. */
    public static final Extensions NONE = new Extensions(Conditions.NONE);

    /** The same with conditions. */
    public Extensions withConditions(Conditions other) {
        return new Extensions(other);
    }
}
