// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.PerKeyOptions;
import io.elbow.features.PerKeyFit;
import io.elbow.features.SpreadPriors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The tensors of the keys' own statistics, F32, in units of the scaler; see {@link PerKeyFit}.
 *
 * <ul>
 *   <li>{@code keys.within}: [features]
 *   <li>{@code keys.rows}: [keys]
 *   <li>{@code keys.mean}, {@code keys.variance}: [keys, features]
 *   <li>{@code keys.spread}: [4 * features], see {@link SpreadPriors}; only where keys differ in size
 * </ul>
 *
 * Those of shape [keys] and [keys, features] are there only where there is a key: no tensor of an artifact is empty.
 *
 * @param values the numbers of a tensor, given its name and the shape that it must have, where a negative extent may be
 *     any; null: {@value #SPREAD} is absent
 */
record KeyTensors(BiFunction<String, int[], float[]> values) {
    private static final String WITHIN = "keys.within";
    private static final String ROWS = "keys.rows";
    private static final String MEAN = "keys.mean";
    private static final String VARIANCE = "keys.variance";
    /** Absent in files that know no such priors. */
    static final String SPREAD = "keys.spread";

    private static final float[] NONE = {};

    /** What an artifact holds besides the weights. */
    static SortedMap<String, Tensor> of(PerKeyFit perKey) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        if (perKey == null) {
            return tensors;
        }
        int keys = perKey.names().size();
        int features = perKey.features();
        tensors.put(WITHIN, new Tensor(new int[] {features}, perKey.within()));
        if (perKey.spread() != null) {
            tensors.put(
                    SPREAD, Tensor.of(perKey.spread().numbers(), perKey.spread().numbers().length));
        }
        if (keys > 0) {
            tensors.put(ROWS, new Tensor(new int[] {keys}, perKey.rows()));
            tensors.put(MEAN, new Tensor(new int[] {keys, features}, perKey.means()));
            tensors.put(VARIANCE, new Tensor(new int[] {keys, features}, perKey.variances()));
        }
        return tensors;
    }

    /** Their names. */
    static Set<String> names(PerKeyFit perKey) {
        return of(perKey).keySet();
    }

    /** @throws ArtifactException where there are not as many numbers as these keys need */
    PerKeyFit fit(PerKeyOptions options, List<String> names) {
        int keys = names.size();
        if (new HashSet<>(names).size() != keys) {
            throw new ArtifactException("manifest.perKey.keys names a key twice");
        }
        float[] within = values.apply(WITHIN, new int[] {-1});
        int features = within.length;
        int room = PerKeyFit.room(Math.max(1, features));
        if (keys > room) {
            throw new ArtifactException("manifest.perKey.keys names " + keys + " keys, allowed are " + room);
        }
        SpreadPriors spread = spread(features);
        if (keys == 0) {
            return new PerKeyFit(options, within, names, NONE, NONE, NONE, spread);
        }
        float[] rows = values.apply(ROWS, new int[] {keys});
        float[] means = values.apply(MEAN, new int[] {keys, features});
        float[] variances = values.apply(VARIANCE, new int[] {keys, features});
        return new PerKeyFit(options, within, names, rows, means, variances, spread);
    }

    /** Null: the file has none. */
    private SpreadPriors spread(int features) {
        float[] numbers = values.apply(SPREAD, new int[] {-1});
        if (numbers == null) {
            return null;
        }
        SpreadPriors spread = new SpreadPriors(numbers);
        if (spread.features() != features) {
            throw new ArtifactException(
                    "tensor " + SPREAD + " has " + spread.features() + " features but keys.within has " + features);
        }
        return spread;
    }
}
