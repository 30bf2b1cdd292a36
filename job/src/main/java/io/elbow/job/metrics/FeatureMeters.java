// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * What the features cost above their baselines: the mean over the last span for the costliest features, and the sum of
 * the rest as {@value #OTHERS}. They are gauges because a mean excess may be negative, and so that no more features are
 * shown than asked for, even if the costliest ones change.
 */
final class FeatureMeters {
    static final String OTHERS = "others";
    static final long SPAN_MILLIS = 10_000;
    private static final int USUAL_MOST = 10;

    private final MultiGauge gauge;
    private final String detector;
    private final LongSupplier clock;
    private int most = USUAL_MOST;
    private List<String> names = List.of();
    private double[] sums = {};
    private long rows;
    private long begunMillis;

    FeatureMeters(MeterRegistry registry, String detector, LongSupplier clock) {
        this.detector = detector;
        this.clock = clock;
        gauge = MultiGauge.builder("elbow.feature.excess")
                .description("Mean cost of a feature above its mean on normal data, of the costliest ones")
                .baseUnit("nats")
                .register(registry);
    }

    /**
     * Sets how many features are shown from the next span on.
     *
     * @param atMost 0: nothing is shown, not even the rest
     */
    synchronized void name(int atMost) {
        most = atMost;
        if (most == 0) {
            names = List.of();
            gauge.register(List.of(), true);
        }
    }

    /** Adds a batch's sums. The gauges change at the first call, and then once a span. */
    synchronized void add(List<String> features, double[] nats, int ofRows) {
        if (most == 0) {
            return;
        }
        long now = clock.getAsLong();
        if (!features.equals(names)) {
            begin(features, now);
            addUp(nats, ofRows);
            show();
            return;
        }
        addUp(nats, ofRows);
        if (now - begunMillis >= SPAN_MILLIS) {
            show();
            begin(features, now);
        }
    }

    private void begin(List<String> features, long now) {
        names = List.copyOf(features);
        sums = new double[names.size()];
        rows = 0;
        begunMillis = now;
    }

    private void addUp(double[] nats, int ofRows) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += nats[i];
        }
        rows += ofRows;
    }

    private void show() {
        if (rows == 0) {
            return;
        }
        int[] costliest = IntStream.range(0, sums.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -sums[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<MultiGauge.Row<?>> shown = new ArrayList<>();
        int named = Math.min(most, costliest.length);
        for (int i = 0; i < named; i++) {
            shown.add(row(names.get(costliest[i]), sums[costliest[i]] / rows));
        }
        if (named < costliest.length) {
            double rest = Arrays.stream(costliest, named, costliest.length)
                    .mapToDouble(i -> sums[i])
                    .sum();
            shown.add(row(OTHERS, rest / rows));
        }
        gauge.register(shown, true);
    }

    private MultiGauge.Row<Number> row(String feature, double nats) {
        return MultiGauge.Row.of(Tags.of(ElboMeters.DETECTOR, detector, "feature", feature), nats);
    }
}
