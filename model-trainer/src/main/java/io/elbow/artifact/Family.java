// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonValue;

/** What kind of model an artifact holds; each scores by nats a feature plus a divergence that add up to its score. */
public enum Family {
    /** The variational autoencoder. */
    VAE("vae"),
    /** A plain autoencoder, the limit of a VAE whose posterior variance vanishes. */
    AUTOENCODER("autoencoder"),
    /** Principal components: a linear baseline. */
    PCA("pca"),
    /** A mixture of Gaussians with diagonal covariances: a baseline of clusters. */
    GAUSSIAN_MIXTURE("gaussian-mixture");

    private final String configName;

    Family(String configName) {
        this.configName = configName;
    }

    /** Whether it is made of an encoder and a decoder, fitted by gradient steps. */
    public boolean hasNetwork() {
        return this == VAE || this == AUTOENCODER;
    }

    /** As written in yaml, on the command line and in the manifest. */
    @JsonValue
    public String configName() {
        return configName;
    }
}
