// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.config.FeatureOptions;
import io.elbow.config.FeatureOptions.Standardize;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import io.elbow.features.PerKeyFit;
import io.elbow.vae.TrainingPlan;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** {@code --standardize}, and what the yaml says of it. */
final class PerKeyFlags {
    private PerKeyFlags() {}

    /** How each key's own statistics are kept; null: there are none. */
    static PerKeyOptions options(ModelFlags flags, FeatureOptions yaml) {
        Standardize standardize = flags.standardize == null
                ? yaml.standardize()
                : PlanBuilder.byName("--standardize", flags.standardize, Standardize.values(), Standardize::configName);
        return new FeatureOptions(standardize, yaml.perKey()).perKeyOrNull();
    }

    /**
     * Refuses statistics of each key where they cannot be.
     *
     * @param keyed whether rows have keys
     * @throws BadInputException where rows have no keys, or are not standardised at all
     */
    static void check(TrainingPlan plan, VaeSpec spec, boolean keyed) {
        if (plan.scaling().perKey() == null) {
            return;
        }
        if (!keyed) {
            throw new BadInputException(
                    "features.standardize per-key needs keys, but the rows have none; name their column with --key");
        }
        if (spec.takesUnitInterval()) {
            throw new BadInputException("features.standardize per-key and values taken as they are do not go together:"
                    + " give another --likelihood or --decoder, or --standardize global");
        }
    }

    /** For a person: how many keys' statistics found no room in the artifact; empty: none, or it has no such thing. */
    static Optional<String> leftOut(PerKeyFit perKey, Dataset dataset) {
        if (perKey == null) {
            return Optional.empty();
        }
        Set<String> known = new HashSet<>(perKey.names());
        long left = dataset.rows().stream()
                .filter(row -> !row.anomalous())
                .map(Dataset.Row::key)
                .distinct()
                .filter(key -> !known.contains(key))
                .count();
        return left == 0
                ? Optional.empty()
                : Optional.of(left + " keys start from the global statistics: they have too few rows, or the artifact,"
                        + " which keeps those of " + known.size() + " keys, no room for them");
    }
}
