// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.features.PerKeyFit;
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
 * </ul>
 *
 * The last three are there only where there is a key: no tensor of an artifact is empty.
 *
 * @param values the numbers of a tensor, given its name and the shape that it must have, where a negative extent may be
 *     any
 */
record KeyTensors(BiFunction<String, int[], float[]> values) {
    private static final String WITHIN = "keys.within";
    private static final String ROWS = "keys.rows";
    private static final String MEAN = "keys.mean";
    private static final String VARIANCE = "keys.variance";
    private static final float[] NONE = {};

    /** What an artifact holds beside the weights. */
    static SortedMap<String, Tensor> of(PerKeyFit perKey) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        if (perKey == null) {
            return tensors;
        }
        int keys = perKey.names().size();
        int features = perKey.features();
        tensors.put(WITHIN, new Tensor(new int[] {features}, perKey.within()));
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

    float[] within() {
        return values.apply(WITHIN, new int[] {-1});
    }

    float[] rows(int keys) {
        return keys == 0 ? NONE : values.apply(ROWS, new int[] {keys});
    }

    float[] means(int keys, int features) {
        return keys == 0 ? NONE : values.apply(MEAN, new int[] {keys, features});
    }

    float[] variances(int keys, int features) {
        return keys == 0 ? NONE : values.apply(VARIANCE, new int[] {keys, features});
    }
}
