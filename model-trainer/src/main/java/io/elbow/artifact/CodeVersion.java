// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** The code's version, as provenance records it. */
public final class CodeVersion {
    public static final String NUMBER = "0.1.0";

    private CodeVersion() {}
}
