// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.config.FeatureSource;
import io.elbow.features.FeatureMapping;
import io.elbow.features.KeyMemory;
import io.elbow.features.Standardizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The features that models of this job have had, in their order: a key that comes again after years still has its
 * memory by those of its time, and is carried over then.
 *
 * <p>Owned state: one list of features for each change, as broadcast state; the number of a memory's own is
 * {@link KeyMemory#layout}. Lifecycle: made when the operator's state is initialised; {@link #follow} is called before
 * the first memory is asked for. Design constraint: broadcast state, so that each subtask of a rescaled job finds them.
 */
final class FeatureLayouts {
    private final BroadcastState<String, String[]> layouts;
    private final Map<Integer, FeatureMapping> mappings = new HashMap<>();
    private List<FeatureSource> features;
    private int current;

    FeatureLayouts(OperatorStateStore store) throws Exception {
        layouts = store.getBroadcastState(
                new MapStateDescriptor<>("feature-layouts", Types.STRING, BasicArrayTypeInfo.STRING_ARRAY_TYPE_INFO));
    }

    /**
     * Goes by these features from now on.
     *
     * @param before the features of the model that the state goes on from; of a snapshot that knows no layouts all
     *     memories are by them
     * @param units of the keys' statistics, which are carried over too
     * @param scaler of the model that scores from now on
     */
    void follow(List<FeatureSource> before, List<FeatureSource> now, StatisticsUnits units, Standardizer scaler)
            throws Exception {
        if (!layouts.contains("0")) {
            layouts.put("0", texts(before));
        }
        while (layouts.contains(Integer.toString(current + 1))) {
            current++;
        }
        features = List.copyOf(now);
        List<FeatureSource> newest = sources(layouts.get(Integer.toString(current)));
        if (!newest.equals(features)) {
            current++;
            layouts.put(Integer.toString(current), texts(features));
            units.follow(new FeatureMapping(newest, features), scaler);
        }
    }

    /** Carries a memory over that is by earlier features. */
    KeyMemory current(KeyMemory memory) {
        if (memory != null && memory.layout != current) {
            mappings.computeIfAbsent(memory.layout, this::mapping).apply(memory);
            memory.layout = current;
        }
        return memory;
    }

    /** Marks a memory as one by the present features. */
    void mark(KeyMemory memory) {
        memory.layout = current;
    }

    private FeatureMapping mapping(int from) {
        try {
            return new FeatureMapping(sources(layouts.get(Integer.toString(from))), features);
        } catch (Exception e) {
            throw new IllegalStateException("the state 'feature-layouts' of operator 'score' cannot be reached", e);
        }
    }

    private static String[] texts(List<FeatureSource> sources) {
        return sources.stream()
                .map(source -> source.as().configName() + " " + source.field())
                .toArray(String[]::new);
    }

    private static List<FeatureSource> sources(String[] texts) {
        return Arrays.stream(texts).map(FeatureLayouts::source).toList();
    }

    private static FeatureSource source(String text) {
        int space = text.indexOf(' ');
        String as = text.substring(0, space);
        return new FeatureSource(
                text.substring(space + 1),
                Arrays.stream(FeatureSource.As.values())
                        .filter(one -> one.configName().equals(as))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the state 'feature-layouts' of operator 'score'"
                                + " has a feature taken as '" + as + "', which this release does not know")));
    }
}
