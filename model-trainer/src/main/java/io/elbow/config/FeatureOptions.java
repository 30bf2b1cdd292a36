// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/**
 * How features are standardised.
 *
 * @param standardize {@code features.standardize} (default {@code global}): {@code global} uses one mean and deviation
 *     for all keys. {@code per-key} uses each key's own; use it where keys differ in level.
 * @param perKey how each key's own statistics are kept; no effect with {@link Standardize#GLOBAL}
 */
public record FeatureOptions(Standardize standardize, PerKeyOptions perKey) {
    /** Whose mean and deviation standardise a record. */
    public enum Standardize {
        GLOBAL("global"),
        PER_KEY("per-key");

        private final String configName;

        Standardize(String configName) {
            this.configName = configName;
        }

        public String configName() {
            return configName;
        }
    }

    public static final FeatureOptions DEFAULT = new FeatureOptions(Standardize.GLOBAL);

    /** With the defaults for keys. */
    public FeatureOptions(Standardize standardize) {
        this(standardize, PerKeyOptions.DEFAULT);
    }

    /** How each key's own statistics are kept; null: there are none. */
    public PerKeyOptions perKeyOrNull() {
        return standardize == Standardize.PER_KEY ? perKey : null;
    }
}
