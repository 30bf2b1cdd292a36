// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonValue;

/** The hidden layers' non-linearity. */
public enum Activation {
    SILU("silu"),
    RELU("relu"),
    TANH("tanh"),
    /**
     * SiLU in the encoder; in the decoder SiLU on the first quarter of a layer's units, rounded down, and tanh on the
     * others. A decoder of SiLU alone goes on as a straight line where no training row was, and may reconstruct a row
     * far from all of them well; tanh levels off there, so that the reconstruction stays near what was seen.
     */
    SILU_TANH("silu-tanh");

    private final String configName;

    Activation(String configName) {
        this.configName = configName;
    }

    /** The encoder's part of it. */
    public Activation ofEncoder() {
        return this == SILU_TANH ? SILU : this;
    }

    /** How many of a decoder layer's units are SiLU, the first ones, where {@link #SILU_TANH} rules. */
    public static int siluUnits(int units) {
        return units / 4;
    }

    /** As written on the command line and in the manifest. */
    @JsonValue
    public String configName() {
        return configName;
    }
}
