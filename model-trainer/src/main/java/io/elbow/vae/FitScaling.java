// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import io.elbow.features.KeyStatistics;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyFitting;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The scalers of the rows of one fit.
 *
 * @param global fitted to all rows
 * @param perKey each key's own; null: the global one for all keys
 */
record FitScaling(Standardizer global, PerKeyFit perKey) {
    /**
     * Fits the scalers to the rows of a fit only.
     *
     * @param options null: the global one for all keys
     * @param parent model whose weights the fit starts from, or null
     */
    static FitScaling of(Standardizer global, PerKeyOptions options, ModelArtifact parent, Iterable<Dataset.Row> rows) {
        if (options == null) {
            return new FitScaling(global, null);
        }
        PerKeyFit earlier = parent == null ? null : parent.manifest().perKey();
        if (earlier != null) {
            return new FitScaling(global, PerKeyFitting.fit(earlier, global, rows));
        }
        PerKeyFit fit = PerKeyFitting.fit(options, global, rows);
        if (parent != null || fit.spread() == null) {
            return new FitScaling(global, fit);
        }
        Standardizer centred = fit.spread().centred(global);
        return new FitScaling(centred, PerKeyFitting.fit(options, centred, rows));
    }

    /** The statistics of the keys that fit into an artifact; null: there are none. */
    PerKeyFit bounded() {
        return perKey == null ? null : perKey.bounded();
    }

    /** Scales the rows that were fitted on: each key by all its rows. Several threads may call it at once. */
    Function<Dataset.Row, Standardizer> ofFit() {
        if (perKey == null) {
            return row -> global;
        }
        PerKeyStandardizer standardizer = new PerKeyStandardizer(global, perKey);
        Map<String, Standardizer> keys = new ConcurrentHashMap<>();
        return row -> keys.computeIfAbsent(row.key(), key -> standardizer.of(standardizer.start(key)));
    }

    /**
     * Scales rows that the fit never saw, as the job would: it starts from what the fit knows of a key and takes up
     * each bucket of normal records. Each row must be asked for once, in time order within its key.
     */
    Function<Dataset.Row, Standardizer> ofStream() {
        if (perKey == null) {
            return row -> global;
        }
        PerKeyStandardizer standardizer = new PerKeyStandardizer(global, perKey);
        Map<String, KeyStatistics> keys = new HashMap<>();
        Map<String, Standardizer> scalers = new HashMap<>();
        return row -> {
            KeyStatistics statistics = keys.computeIfAbsent(row.key(), standardizer::start);
            if (standardizer.crosses(statistics, row.timestampMillis())) {
                standardizer.advance(statistics, row.timestampMillis());
                scalers.remove(row.key());
            }
            standardizer.count(statistics);
            Standardizer now = scalers.computeIfAbsent(row.key(), key -> standardizer.of(statistics));
            standardizer.take(statistics, row.values(), false);
            return now;
        };
    }
}
