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
 * What standardises the rows of one fit.
 *
 * @param global fitted to all rows
 * @param perKey each key's own; null: the global one for all
 */
record FitScaling(Standardizer global, PerKeyFit perKey) {
    /**
     * By the rows of a fit alone.
     *
     * @param options null: the global one for all
     * @param parent whose weights the fit starts from, or null
     */
    static FitScaling of(Standardizer global, PerKeyOptions options, ModelArtifact parent, Iterable<Dataset.Row> rows) {
        if (options == null) {
            return new FitScaling(global, null);
        }
        PerKeyFit earlier =
                parent == null ? null : parent.manifest().extensions().perKey();
        return new FitScaling(
                global,
                earlier == null ? PerKeyFitting.fit(options, global, rows) : PerKeyFitting.fit(earlier, global, rows));
    }

    /** What an artifact has room for; null: nothing. */
    PerKeyFit bounded() {
        return perKey == null ? null : perKey.bounded();
    }

    /** Of the rows that were fitted on: each key by all its rows. Several threads may ask at once. */
    Function<Dataset.Row, Standardizer> ofFit() {
        if (perKey == null) {
            return row -> global;
        }
        PerKeyStandardizer standardizer = new PerKeyStandardizer(global, perKey);
        Map<String, Standardizer> keys = new ConcurrentHashMap<>();
        return row -> keys.computeIfAbsent(row.key(), key -> standardizer.of(standardizer.start(key)));
    }

    /**
     * Of rows that the fit never saw, asked for once each and in time order within their key: as the job would, it goes
     * on from what the fit knows of a key and takes up each bucket of normal records.
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
            Standardizer now = scalers.computeIfAbsent(row.key(), key -> standardizer.of(statistics));
            standardizer.take(statistics, row.values(), false);
            return now;
        };
    }
}
