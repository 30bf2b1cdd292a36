// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** The hidden layers' non-linearity. */
public enum Activation {
    SILU("silu"),
    RELU("relu"),
    TANH("tanh");

    private final String word;

    Activation(String word) {
        this.word = word;
    }

    /** As written on the command line and in the manifest. */
    public String word() {
        return word;
    }
}
