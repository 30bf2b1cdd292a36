// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** What stands behind the decoder's last layer. */
public enum DecoderOutput {
    /** Nothing: a mean of any size, or the logits of {@code bernoulli}. */
    LINEAR("linear"),
    /** A mean in (0, 1), for values in [0, 1] that are not standardised. */
    SIGMOID("sigmoid");

    private final String word;

    DecoderOutput(String word) {
        this.word = word;
    }

    /** As written on the command line and in the manifest. */
    public String configName() {
        return word;
    }
}
