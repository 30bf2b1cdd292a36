// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Every meter of one detector, declared once. Tags are of low cardinality: never the stream key.
 *
 * <p>All tasks of a JVM share one instance, and it outlives a restarted job: counters count what this JVM did.
 */
public final class ElboMeters {
    private static final String DETECTOR = "detector";
    private static final String NATS = "nats";

    // Whole numbers alone: Micrometer rounds what it sorts into buckets up to one.
    /** Nats above the least attainable: from ordinary records to those thousands of deviations away. */
    private static final double[] EXCESS_BUCKETS = {
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000
    };

    private static final double[] KL_BUCKETS = {1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1_000};
    private static final double[] BATCH_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024};
    private static final Duration[] TIME_BUCKETS = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(200_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1)
    };

    private final MeterRegistry registry;
    private final String detector;
    private final Counter scored;
    private final Counter warmingUp;
    private final Counter late;
    private final DistributionSummary scoreExcess;
    private final DistributionSummary reconstructionError;
    private final DistributionSummary kl;
    private final DistributionSummary batchSize;
    private final Timer scoring;
    private final Counter swaps;

    private volatile double threshold = Double.NaN;
    private volatile int refreshSamples = -1;
    private volatile long refreshBytes;
    private volatile long modelFittedMillis = Long.MIN_VALUE;
    private String model;
    private Gauge modelInfo;

    /** Declares the meters; one that the registry has already is shared. */
    public ElboMeters(MeterRegistry registry, String detector) {
        this.registry = registry;
        this.detector = detector;
        scored = records("scored", "none");
        warmingUp = records("warming_up", "none");
        late = records("late", "late");
        scoreExcess = summary(
                "elbow.score.excess", NATS, "Score less the least attainable one of the likelihood", EXCESS_BUCKETS);
        reconstructionError = summary(
                "elbow.reconstruction.error", NATS, "Reconstruction less the likelihood's floor", EXCESS_BUCKETS);
        kl = summary("elbow.kl", NATS, "KL divergence of the posterior from the prior", KL_BUCKETS);
        batchSize = summary("elbow.batch.size", "records", "Records scored in one call", BATCH_BUCKETS);
        scoring = Timer.builder("elbow.scoring")
                .description("Time of scoring one batch")
                .tag(DETECTOR, detector)
                .serviceLevelObjectives(TIME_BUCKETS)
                .register(registry);
        swaps = Counter.builder("elbow.model.swaps")
                .description("Models that took the place of another")
                .tag(DETECTOR, detector)
                .register(registry);
        Gauge.builder("elbow.threshold", () -> threshold)
                .description("Score above which a record is an anomaly, by the model in use")
                .baseUnit(NATS)
                .tag(DETECTOR, detector)
                .register(registry);
    }

    /** A scored record: all three in nats, at least 0. */
    public void scored(double scoreLessFloor, double reconstructionLessFloor, double klDivergence) {
        scored.increment();
        // A summary drops what is negative, and rounding may take a perfect record just below the floor.
        scoreExcess.record(Math.max(0, scoreLessFloor));
        reconstructionError.record(Math.max(0, reconstructionLessFloor));
        kl.record(Math.max(0, klDivergence));
    }

    /** A record whose key has too few rows for a score yet. */
    public void warmingUp() {
        warmingUp.increment();
    }

    /** A record older than the newest already taken for its key. */
    public void late() {
        late.increment();
    }

    /** @param reason the rejection's code */
    public void rejected(String reason) {
        records("rejected", reason).increment();
    }

    /** A message of the control topic that is no command. */
    public void badControl() {
        Counter.builder("elbow.control.rejected")
                .description("Messages of the control topic that are no command")
                .tag(DETECTOR, detector)
                .register(registry)
                .increment();
    }

    /** One call of the scorer. */
    public void batch(int records, long nanos) {
        batchSize.record(records);
        scoring.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A message of the alerts topic. */
    public void alert(String severity, String status) {
        Counter.builder("elbow.alerts")
                .description("Messages to the alerts topic")
                .tags(DETECTOR, detector, "severity", severity, "status", status)
                .register(registry)
                .increment();
    }

    /** Shows the topic's lost transactions from the first one on: a counter that only then appears has no rate. */
    public void watchTransactions(String topic) {
        lostTransactions(topic);
    }

    /** A transaction that the broker gave up, or may have, before the job could commit it. */
    public void transactionLost(String topic) {
        lostTransactions(topic).increment();
    }

    /** @param reason a short code, such as {@code unreadable} */
    public void modelRefused(String reason) {
        Counter.builder("elbow.models.refused")
                .description("Models published for this detector that could not be used")
                .tags(DETECTOR, detector, "reason", reason)
                .register(registry)
                .increment();
    }

    /** A model took the place of another; one task of a job says so. */
    public void modelSwapped() {
        swaps.increment();
    }

    /**
     * Records that a challenger scored beside the champion.
     *
     * @param agreeing on which both verdicts are the same
     * @param anomalies that the challenger would alert on
     * @param nanos that it took
     */
    public void shadowed(long records, long agreeing, long anomalies, long nanos) {
        shadowRecords("true").increment(agreeing);
        shadowRecords("false").increment(records - agreeing);
        Counter.builder("elbow.shadow.anomalies")
                .description("Records that the challenger would alert on")
                .tag(DETECTOR, detector)
                .register(registry)
                .increment(anomalies);
        Timer.builder("elbow.shadow.scoring")
                .description("Time that the challenger took")
                .tag(DETECTOR, detector)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter shadowRecords(String agreeing) {
        return Counter.builder("elbow.shadow.records")
                .description(
                        "Records that a challenger scored beside the champion, by whether both verdicts are the same")
                .tags(DETECTOR, detector, "agreeing", agreeing)
                .register(registry);
    }

    /**
     * The model that scores from now on; the tasks of a JVM each say so.
     *
     * @param shortId the first characters of the model's id
     * @param newThreshold nats
     */
    public synchronized void modelInUse(String shortId, double newThreshold) {
        threshold = newThreshold;
        if (shortId.equals(model)) {
            return;
        }
        if (model != null) {
            registry.remove(modelInfo);
        }
        model = shortId;
        modelInfo = Gauge.builder("elbow.model.info", () -> 1)
                .description("1 for the model in use, named by the tag")
                .tags(DETECTOR, detector, "model", shortId)
                .register(registry);
    }

    /**
     * A fit ended.
     *
     * @param outcome {@code published}, {@code refused} or {@code failed}
     */
    public void refreshed(String outcome, long nanos) {
        Counter.builder("elbow.refresh.fits")
                .description("Fits of a refresh, by what became of them")
                .tags(DETECTOR, detector, "outcome", outcome)
                .register(registry)
                .increment();
        Timer.builder("elbow.refresh.fit.duration")
                .description("Time from the begin of a fit to its verdict, rests included")
                .tag(DETECTOR, detector)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** When the model in use was fitted. */
    public void modelFitted(long epochMillis) {
        if (modelFittedMillis == Long.MIN_VALUE) {
            TimeGauge.builder(
                            "elbow.model.age",
                            () -> System.currentTimeMillis() - modelFittedMillis,
                            TimeUnit.MILLISECONDS)
                    .description("Time since the model in use was fitted")
                    .tag(DETECTOR, detector)
                    .register(registry);
        }
        modelFittedMillis = epochMillis;
    }

    /** What a refresh would learn from now. */
    public void refreshSamples(int samples, long bytes) {
        if (refreshSamples < 0) {
            Gauge.builder("elbow.refresh.samples", () -> refreshSamples)
                    .description("Records that the next refresh would learn from")
                    .tag(DETECTOR, detector)
                    .register(registry);
            Gauge.builder("elbow.refresh.samples.size", () -> refreshBytes)
                    .description("What these records take in memory")
                    .baseUnit("bytes")
                    .tag(DETECTOR, detector)
                    .register(registry);
        }
        refreshSamples = samples;
        refreshBytes = bytes;
    }

    private Counter lostTransactions(String topic) {
        return Counter.builder("elbow.transactions.lost")
                .description("Transactions that the broker gave up before the job could commit them")
                .tags(DETECTOR, detector, "topic", topic)
                .register(registry);
    }

    private Counter records(String outcome, String reason) {
        return Counter.builder("elbow.records")
                .description("Records read, by what became of them")
                .tags(DETECTOR, detector, "outcome", outcome, "reason", reason)
                .register(registry);
    }

    private DistributionSummary summary(String name, String unit, String description, double[] buckets) {
        return DistributionSummary.builder(name)
                .description(description)
                .baseUnit(unit)
                .tag(DETECTOR, detector)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }
}
