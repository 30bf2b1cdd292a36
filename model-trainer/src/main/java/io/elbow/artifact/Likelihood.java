// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonValue;

/** p(x given z). */
public enum Likelihood {
    GAUSSIAN("gaussian"),
    GAUSSIAN_FEATURE("gaussian-feature"),
    GAUSSIAN_RECORD("gaussian-record"),
    BERNOULLI("bernoulli");

    private final String configName;

    Likelihood(String configName) {
        this.configName = configName;
    }

    /** As written in yaml, on the command line and in the manifest. */
    @JsonValue
    public String configName() {
        return configName;
    }
}
