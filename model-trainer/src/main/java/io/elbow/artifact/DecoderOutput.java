// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonValue;

/** What stands behind the decoder's last layer. */
public enum DecoderOutput {
    /** Nothing: a mean of any size, or the logits of {@code bernoulli}. */
    LINEAR("linear"),
    /** A mean in (0, 1), for values in [0, 1] that are not standardised. */
    SIGMOID("sigmoid");

    private final String configName;

    DecoderOutput(String configName) {
        this.configName = configName;
    }

    /** As written on the command line and in the manifest. */
    @JsonValue
    public String configName() {
        return configName;
    }
}
