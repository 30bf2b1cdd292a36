// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/** How many published artifacts the models topic keeps. */
public record ModelsOptions(int keep) {
    public static final ModelsOptions DEFAULT = new ModelsOptions(5);

    public ModelsOptions {
        new Checks().positive("models.keep", keep).orThrow();
    }
}
