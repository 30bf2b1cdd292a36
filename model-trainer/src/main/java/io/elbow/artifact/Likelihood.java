// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** p(x given z). */
public enum Likelihood {
    GAUSSIAN("gaussian"),
    GAUSSIAN_FEATURE("gaussian-feature"),
    GAUSSIAN_RECORD("gaussian-record"),
    BERNOULLI("bernoulli");

    private final String word;

    Likelihood(String word) {
        this.word = word;
    }

    /** As written in yaml, on the command line and in the manifest. */
    public String configName() {
        return word;
    }
}
