// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which bound on -log p(x) the score is. */
public enum Bound {
    /** Draws for the reconstruction, the closed form for the KL divergence. */
    ELBO("elbo"),
    /** Draws for every term; Kingma and Welling (2013), equation 6. */
    SGVB("sgvb"),
    /** -log of the mean importance weight; Burda, Grosse and Salakhutdinov (2015), equation 8. */
    IMPORTANCE_WEIGHTED("importance-weighted");

    private final String configName;

    Bound(String configName) {
        this.configName = configName;
    }

    /** As written in yaml, on the command line and in the manifest. */
    @JsonValue
    public String configName() {
        return configName;
    }
}
