// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.SmoothedScore;
import io.elbow.job.detect.SmoothedScoreStore;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The average of each key's scores.
 *
 * <p>Owned state: one {@link SmoothedScore} a key, written where the model smooths. Lifecycle: made when the operator's
 * state is initialised. Design constraint: a batch holds rows of many keys, so the current key is set for each; whoever
 * flushes sets it anew before touching other keyed state.
 */
final class KeyedSmoothing implements SmoothedScoreStore {
    private final ValueState<SmoothedScore> average;
    private final Consumer<Object> currentKey;

    /**
     * @param name of the state
     * @param idleTtl processing time after which an idle key may be forgotten; null: never
     * @param currentKey sets the operator's current key
     */
    KeyedSmoothing(String name, KeyedStateStore store, Duration idleTtl, Consumer<Object> currentKey) {
        ValueStateDescriptor<SmoothedScore> descriptor =
                new ValueStateDescriptor<>(name, TypeInformation.of(SmoothedScore.class));
        KeyedSeries.forgetIdle(descriptor, idleTtl);
        this.average = store.getState(descriptor);
        this.currentKey = currentKey;
    }

    @Override
    public SmoothedScore of(String key) throws IOException {
        currentKey.accept(key);
        SmoothedScore kept = average.value();
        return kept == null ? new SmoothedScore() : kept;
    }

    @Override
    public void keep(SmoothedScore kept) throws IOException {
        average.update(kept);
    }
}
