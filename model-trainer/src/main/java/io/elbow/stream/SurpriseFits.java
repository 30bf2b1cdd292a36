// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.artifact.Manifest;
import io.elbow.budget.SurpriseFit;
import java.util.function.Function;

/** Where a model's surprise is found, until the manifest holds it. */
public final class SurpriseFits {
    /** Set by tests alone. */
    private static volatile Function<Manifest, SurpriseFit> source = manifest -> null;

    private SurpriseFits() {}

    /** Null: the model has none. */
    public static SurpriseFit of(Manifest manifest) {
        return source.apply(manifest);
    }

    /** Lets a test say what its models know. */
    public static void replace(Function<Manifest, SurpriseFit> other) {
        source = other;
    }
}
