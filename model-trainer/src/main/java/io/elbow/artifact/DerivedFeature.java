// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.FeatureSource;

/**
 * A feature that is made of a field's values in time.
 *
 * @param feature its name among the model's features
 * @param field column of a file, or dotted path in a record
 * @param as how it is made
 */
public record DerivedFeature(String feature, String field, FeatureSource.As as) {
    FeatureSource source() {
        return new FeatureSource(field, as);
    }
}
