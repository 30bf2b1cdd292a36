// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.SeriesState;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The series of the current key.
 *
 * <p>Owned state: one {@link SeriesState} a key. Lifecycle: made when the operator's state is initialised. Design
 * constraint: the time-to-live, which knows processing time alone, only reclaims memory; what it has not reclaimed yet
 * stays valid, since whether a shingle is still good is decided by event time.
 */
final class KeyedSeries {
    private final ValueState<SeriesState> series;

    /** @param idleTtl processing time after which an idle key may be forgotten; null: never */
    KeyedSeries(KeyedStateStore store, Duration idleTtl) {
        ValueStateDescriptor<SeriesState> descriptor =
                new ValueStateDescriptor<>("series", TypeInformation.of(SeriesState.class));
        forgetIdle(descriptor, idleTtl);
        this.series = store.getState(descriptor);
    }

    /** @param idleTtl null: never */
    static void forgetIdle(ValueStateDescriptor<?> descriptor, Duration idleTtl) {
        if (idleTtl != null) {
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(idleTtl)
                    .updateTtlOnCreateAndWrite()
                    .returnExpiredIfNotCleanedUp()
                    .build());
        }
    }

    SeriesState current() throws IOException {
        SeriesState current = series.value();
        return current == null ? new SeriesState() : current;
    }

    void keep(SeriesState current) throws IOException {
        series.update(current);
    }
}
