// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Every meter of one detector, declared once. Tags have few values: never the stream key.
 *
 * <p>All tasks of a JVM share one instance, which outlives a restarted job: counters count what this JVM did.
 */
public final class ElboMeters {
    static final String DETECTOR = "detector";
    private static final String NATS = "nats";

    private final MeterRegistry registry;
    private final String detector;
    private final Counter scored;
    private final Counter warmingUp;
    private final Counter late;
    private final DistributionSummary scoreExcess;
    private final DistributionSummary reconstructionError;
    private final DistributionSummary kl;
    private final DistributionSummary surprise;
    private final DistributionSummary batchSize;
    private final Timer scoring;
    private final Timer linger;
    private final Timer latency;
    private final Counter anomalies;
    private final Counter warming;
    private final FeatureMeters features;
    private final RefreshMeters refresh;
    private final Counter swaps;

    private volatile double threshold = Double.NaN;
    private volatile double thresholdExcess = Double.NaN;
    private volatile double expectedRate = Double.NaN;
    private volatile double scoredBefore;
    private volatile double anomaliesBefore;
    private String model;
    private Gauge modelInfo;

    /** Declares the meters. A meter that the registry already has is shared. */
    public ElboMeters(MeterRegistry registry, String detector) {
        this(registry, detector, System::currentTimeMillis);
    }

    ElboMeters(MeterRegistry registry, String detector, LongSupplier clock) {
        this.registry = registry;
        this.detector = detector;
        scored = records("scored", "none");
        warmingUp = records("warming_up", "none");
        late = records("late", "late");
        anomalies = counter("elbow.anomalies", "Scored records at or below the alert rate's p-value");
        warming = counter("elbow.warming.records", "Scored records of keys too new to have statistics of their own");
        scoreExcess = summary(
                "elbow.score.excess", NATS, "Score less the least attainable one of the likelihood", Buckets.EXCESS);
        reconstructionError = summary(
                "elbow.reconstruction.error", NATS, "Reconstruction less the likelihood's floor", Buckets.EXCESS);
        kl = summary("elbow.kl", NATS, "KL divergence of the posterior from the prior", Buckets.KL);
        surprise = summary("elbow.surprise", null, "-log10 of the p-value: 4 is one in 10,000", Buckets.SURPRISE);
        batchSize = summary("elbow.batch.size", "records", "Records scored in one call", Buckets.BATCH);
        scoring = timer("elbow.scoring", "Time of scoring one batch", Buckets.SCORING);
        linger = timer("elbow.linger", "How long a batch's first record waited to be scored", Buckets.LINGER);
        latency = timer("elbow.latency", "From Kafka's timestamp of a record to its score", Buckets.LATENCY);
        swaps = counter("elbow.model.swaps", "Models that took the place of another");
        refresh = new RefreshMeters(registry, detector, clock);
        features = new FeatureMeters(registry, detector, clock);
        gauge("elbow.threshold", NATS, "Score above which a record is an anomaly", () -> threshold);
        gauge(
                "elbow.threshold.excess",
                NATS,
                "The threshold less the least attainable score, to compare with elbow.score.excess",
                () -> thresholdExcess);
        gauge("elbow.alert.rate.expected", null, "Share of normal records promised to be flagged", () -> expectedRate);
        gauge("elbow.alert.rate.actual", null, "Share of records flagged since the model took over", this::actualRate);
    }

    /**
     * Counts a scored record. The first three numbers are nats and at least 0.
     *
     * @param pValue in (0, 1]
     */
    public void scored(
            double scoreLessFloor,
            double reconstructionLessFloor,
            double klDivergence,
            double pValue,
            boolean anomaly) {
        scored.increment();
        // A summary drops negative values, and rounding may put a perfect record just below the floor.
        scoreExcess.record(Math.max(0, scoreLessFloor));
        reconstructionError.record(Math.max(0, reconstructionLessFloor));
        kl.record(Math.max(0, klDivergence));
        surprise.record(Math.max(0, -Math.log10(pValue)));
        if (anomaly) {
            anomalies.increment();
        }
    }

    /** Records how long the first record of a batch waited. */
    public void lingered(long nanos) {
        linger.record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * A record that leaves for the alert operator now.
     *
     * @param producedMillis Kafka's timestamp; negative: none
     */
    public void emitted(long producedMillis, long nowMillis) {
        if (producedMillis >= 0) {
            latency.record(Math.max(0, nowMillis - producedMillis), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Adds what the features cost above their baselines.
     *
     * @param nats [features], summed over {@code rows}
     */
    public void featureExcess(List<String> names, double[] nats, int rows) {
        features.add(names, nats, rows);
    }

    /**
     * Sets how many features get a time series of their own.
     *
     * @param most the number of features; the rest are summed in one series; 0: none are shown, not even the sum
     */
    public void nameFeatures(int most) {
        features.name(most);
    }

    /** Counts an anomaly that sends no message, by a reason such as {@code open-incident}. */
    public void suppressed(String reason) {
        counter("elbow.alerts.suppressed", "Anomalies that sent no message of their own", "reason", reason)
                .increment();
    }

    /** Counts a record whose key has too few rows for a score yet. */
    public void warmingUp() {
        warmingUp.increment();
    }

    /** Counts a record that is older than the newest one taken for its key. */
    public void late() {
        late.increment();
    }

    /** Counts a rejected record, by the rejection's code. */
    public void rejected(String reason) {
        records("rejected", reason).increment();
    }

    /** Number of records that were read, whatever became of them. */
    public long recordsRead() {
        return Math.round(registry.find("elbow.records").tag(DETECTOR, detector).counters().stream()
                .mapToDouble(Counter::count)
                .sum());
    }

    /** Counts a message of the control topic that is not a command. */
    public void badControl() {
        counter("elbow.control.rejected", "Messages of the control topic that are no command")
                .increment();
    }

    /** Records one call of the scorer. */
    public void batch(int records, long nanos) {
        batchSize.record(records);
        scoring.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts a message of the alerts topic. */
    public void alert(String severity, String status) {
        counter("elbow.alerts", "Messages to the alerts topic", "severity", severity, "status", status)
                .increment();
    }

    /** Shows the topic's counter of lost transactions before the first loss: one that appears with it has no rate. */
    public void watchTransactions(String topic) {
        lostTransactions(topic);
    }

    /** Counts a transaction that the broker aborted, or may have aborted, before the job could commit it. */
    public void transactionLost(String topic) {
        lostTransactions(topic).increment();
    }

    /** Counts a model that was refused, by a short code such as {@code unreadable}. */
    public void modelRefused(String reason) {
        counter("elbow.models.refused", "Models published for this detector that could not be used", "reason", reason)
                .increment();
    }

    /** The meters of refreshes and challengers. */
    public RefreshMeters refresh() {
        return refresh;
    }

    /** Counts a model that replaced another. Only one task of a job calls this. */
    public void modelSwapped() {
        swaps.increment();
    }

    /**
     * Shows which model scores from now on. Every task of a JVM calls this.
     *
     * @param shortId the first characters of the model's id
     * @param newThreshold nats
     * @param floor the lowest possible reconstruction, nats
     * @param alertRate promised
     */
    public synchronized void modelInUse(String shortId, double newThreshold, double floor, double alertRate) {
        threshold = newThreshold;
        thresholdExcess = newThreshold - floor;
        expectedRate = alertRate;
        if (shortId.equals(model)) {
            return;
        }
        scoredBefore = scored.count();
        anomaliesBefore = anomalies.count();
        if (model != null) {
            registry.remove(modelInfo);
        }
        model = shortId;
        modelInfo = Gauge.builder("elbow.model.info", () -> 1)
                .description("1 for the model in use, named by the tag")
                .tags(DETECTOR, detector, "model", shortId)
                .register(registry);
    }

    private Counter lostTransactions(String topic) {
        return counter(
                "elbow.transactions.lost", "Transactions that the broker gave up before their commit", "topic", topic);
    }

    private Counter records(String outcome, String reason) {
        return counter("elbow.records", "Records read, by what became of them", "outcome", outcome, "reason", reason);
    }

    private double actualRate() {
        double records = scored.count() - scoredBefore;
        return records > 0 ? (anomalies.count() - anomaliesBefore) / records : Double.NaN;
    }

    /** Counts a scored record of a key that warms up. */
    public void warming() {
        warming.increment();
    }

    /** A task noticed what became of a field of the records: one of few words. */
    public void fieldNoticed(String what) {
        counter("elbow.fields.noticed", "Fields that came or went", "what", what)
                .increment();
    }

    /** @param tags names and values by turns, besides the detector's */
    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name)
                .description(description)
                .tag(DETECTOR, detector)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String unit, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .baseUnit(unit)
                .tag(DETECTOR, detector)
                .register(registry);
    }

    private Timer timer(String name, String description, Duration[] buckets) {
        return Timer.builder(name)
                .description(description)
                .tag(DETECTOR, detector)
                .serviceLevelObjectives(buckets)
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
