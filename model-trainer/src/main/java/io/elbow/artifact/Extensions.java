// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** What a manifest holds since format version 2, each part with the value that an artifact of version 1 stands for. */
public record Extensions() {
    /** Of an artifact of version 1. */
    public static final Extensions NONE = new Extensions();
}
