// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The meters of refreshes and challengers. Each appears when there is a first value to show. */
public final class RefreshMeters {
    private final MeterRegistry registry;
    private final String detector;
    private final LongSupplier clock;
    private volatile int refreshSamples = -1;
    private volatile long refreshBytes;
    private volatile boolean refreshing;
    private boolean refreshingShown;
    private volatile long modelFittedMillis = Long.MIN_VALUE;

    RefreshMeters(MeterRegistry registry, String detector, LongSupplier clock) {
        this.registry = registry;
        this.detector = detector;
        this.clock = clock;
    }

    /**
     * Counts records that a challenger scored as well as the champion.
     *
     * @param agreeing records on which both verdicts are the same
     * @param anomalies records that the challenger would alert on
     * @param nanos how long it took
     */
    public void shadowed(long records, long agreeing, long anomalies, long nanos) {
        shadowRecords("true").increment((double) agreeing);
        shadowRecords("false").increment((double) (records - agreeing));
        Counter.builder("elbow.shadow.anomalies")
                .description("Records that the challenger would alert on")
                .tag(ElboMeters.DETECTOR, detector)
                .register(registry)
                .increment((double) anomalies);
        Timer.builder("elbow.shadow.scoring")
                .description("Time that the challenger took")
                .tag(ElboMeters.DETECTOR, detector)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter shadowRecords(String agreeing) {
        return Counter.builder("elbow.shadow.records")
                .description("Records that champion and challenger both scored, by whether both verdicts are the same")
                .tags(ElboMeters.DETECTOR, detector, "agreeing", agreeing)
                .register(registry);
    }

    /**
     * Counts a fit that ended.
     *
     * @param outcome {@code published}, {@code refused} or {@code failed}
     */
    public void refreshed(String outcome, long nanos) {
        Counter.builder("elbow.refresh.fits")
                .description("Fits of a refresh, by what became of them")
                .tags(ElboMeters.DETECTOR, detector, "outcome", outcome)
                .register(registry)
                .increment();
        Timer.builder("elbow.refresh.fit.duration")
                .description("Time from the start of a fit to its verdict, pauses included")
                .tag(ElboMeters.DETECTOR, detector)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Shows when the model in use was fitted. */
    public void modelFitted(long epochMillis) {
        if (modelFittedMillis == Long.MIN_VALUE) {
            TimeGauge.builder("elbow.model.age", () -> clock.getAsLong() - modelFittedMillis, TimeUnit.MILLISECONDS)
                    .description("Time since the model in use was fitted")
                    .tag(ElboMeters.DETECTOR, detector)
                    .register(registry);
        }
        modelFittedMillis = epochMillis;
    }

    /** Shows how many samples a refresh would learn from now, and their size. */
    public void refreshSamples(int samples, long bytes) {
        if (refreshSamples < 0) {
            Gauge.builder("elbow.refresh.samples", () -> refreshSamples)
                    .description("Records that the next refresh would learn from")
                    .tag(ElboMeters.DETECTOR, detector)
                    .register(registry);
            Gauge.builder("elbow.refresh.samples.size", () -> refreshBytes)
                    .description("Memory that these records take")
                    .baseUnit("bytes")
                    .tag(ElboMeters.DETECTOR, detector)
                    .register(registry);
        }
        refreshSamples = samples;
        refreshBytes = bytes;
    }

    /** Shows whether a fit is running. */
    public void refreshing(boolean now) {
        if (!refreshingShown) {
            refreshingShown = true;
            Gauge.builder("elbow.refresh.running", () -> refreshing ? 1 : 0)
                    .description("1 while a fit is under way")
                    .tag(ElboMeters.DETECTOR, detector)
                    .register(registry);
        }
        refreshing = now;
    }
}
