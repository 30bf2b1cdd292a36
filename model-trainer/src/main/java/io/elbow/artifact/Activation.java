// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** The hidden layers' non-linearity. */
public enum Activation {
    SILU("silu"),
    RELU("relu"),
    TANH("tanh"),
    /**
     * SiLU on the first half of a layer's units, tanh on the others (the larger half where the number is odd). SiLU goes on
     * as a straight line where no training row was, so that a row far from all of them may still be told well; tanh levels
     * off there, and what it tells stays near what it has seen.
     */
    SILU_TANH("silu-tanh");

    private final String word;

    Activation(String word) {
        this.word = word;
    }

    /** How many of a layer's units are SiLU, the first ones, where {@link #SILU_TANH} rules. */
    public static int siluUnits(int units) {
        return units / 2;
    }

    /** As written on the command line and in the manifest. */
    public String word() {
        return word;
    }
}
