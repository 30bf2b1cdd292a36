// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/**
 * How many published models the models topic keeps.
 *
 * @param keep {@code models.keep} (default {@code 5}): Published models kept for a rollback, at least 1. Older ones are
 *     removed from the topic.
 */
public record ModelsOptions(int keep) {
    public static final ModelsOptions DEFAULT = new ModelsOptions(5);

    public ModelsOptions {
        new Checks().positive("models.keep", keep).orThrow();
    }
}
