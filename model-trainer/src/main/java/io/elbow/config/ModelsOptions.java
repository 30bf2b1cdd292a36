// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/** How many published artifacts the models topic keeps. */
public record ModelsOptions(int keep) {
    public ModelsOptions {
        new Checks().positive("models.keep", keep).orThrow();
    }
}
