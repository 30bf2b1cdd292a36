// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * What the scorers hand to the refresh: a record to learn from, or the model that they score with from now on.
 *
 * @param sample null: a model
 * @param model null: a sample
 */
public record RefreshInput(Sample sample, ModelInUse model) {
    /**
     * The model that was accepted last.
     *
     * @param artifact bytes
     */
    public record ModelInUse(byte[] artifact) {}

    public static RefreshInput of(Sample sample) {
        return new RefreshInput(sample, null);
    }

    /**
     * The model in use.
     *
     * @param artifact bytes
     */
    public static RefreshInput ofModel(byte[] artifact) {
        return new RefreshInput(null, new ModelInUse(artifact));
    }
}
