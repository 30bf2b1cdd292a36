// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/** How features are standardised. */
public record FeatureOptions(Standardize standardize) {
    /** Whose mean and deviation standardise a record. */
    public enum Standardize {
        GLOBAL
    }
}
