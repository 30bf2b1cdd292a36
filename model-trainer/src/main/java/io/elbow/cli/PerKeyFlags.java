// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
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

    /**
     * Makes a plan that standardises each key by its own statistics where that is asked for.
     *
     * @param config may be null
     * @param keyed whether rows have keys
     * @throws BadInputException where rows have no keys, or are not standardised at all
     */
    static TrainingPlan apply(TrainingPlan plan, ModelFlags flags, DetectorConfig config, boolean keyed) {
        PerKeyOptions options = options(flags, config);
        if (options == null) {
            return plan;
        }
        if (!keyed) {
            throw new BadInputException(
                    "features.standardize per-key needs keys, but the rows have none; name their column with --key");
        }
        if (plan.spec(1).takesUnitInterval()) {
            throw new BadInputException("features.standardize per-key and values taken as they are do not go together:"
                    + " give another --likelihood or --decoder, or --standardize global");
        }
        return plan.withPerKey(options);
    }

    private static PerKeyOptions options(ModelFlags flags, DetectorConfig config) {
        FeatureOptions yaml = config == null ? new FeatureOptions(Standardize.GLOBAL) : config.features();
        return flags.standardize == null
                ? yaml.perKeyOrNull()
                : new FeatureOptions(
                                PlanBuilder.byWord(
                                        "--standardize",
                                        flags.standardize,
                                        Standardize.values(),
                                        Standardize::configName),
                                yaml.perKey())
                        .perKeyOrNull();
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
