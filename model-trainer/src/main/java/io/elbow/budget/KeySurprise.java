// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.time.Duration;

/**
 * Judges one key's scores: u = min((r - m0) / v0, (r - m) / v), r the compressed score, m0 and v0 of normal training
 * rows, m and v of the key's own recent past. Against training alone a lasting shift would alert for ever; against the
 * past alone a quiet phase would make noise alert.
 *
 * <p>A row is anomalous if u reaches the model's first threshold, whether or not the budget lets an alert open. While
 * less than a cooldown has passed since a key's last anomaly its past stands still. Once such a run has lasted
 * {@code adaptAfter} it is the key's new normal, and the past begins anew from a sample of the run's rows, anomalous or
 * not.
 *
 * <p>Without clock and without memory of its own: the same records give the same surprise.
 */
public final class KeySurprise {
    private final SurpriseScale scale;
    private final double firstThreshold;
    private final long halfLifeMillis;
    private final long cooldownMillis;
    private final long adaptAfterMillis;

    /**
     * The judge of one model's scores.
     *
     * @param firstThreshold h0, see {@link FirstThreshold}
     * @param halfLifeMillis event time in which the past loses half its weight, see {@link RecentPasts#halfLifeMillis}
     * @param cooldown event time without an anomaly after which the past moves again
     * @param adaptAfter event time after which a run is the new normal
     */
    public KeySurprise(
            SurpriseScale scale, double firstThreshold, long halfLifeMillis, Duration cooldown, Duration adaptAfter) {
        this(scale, firstThreshold, halfLifeMillis, cooldown.toMillis(), adaptAfter.toMillis());
    }

    private KeySurprise(
            SurpriseScale scale,
            double firstThreshold,
            long halfLifeMillis,
            long cooldownMillis,
            long adaptAfterMillis) {
        this.scale = scale;
        this.firstThreshold = firstThreshold;
        this.halfLifeMillis = halfLifeMillis;
        this.cooldownMillis = cooldownMillis;
        this.adaptAfterMillis = adaptAfterMillis;
    }

    /** The same judge with another threshold of anomalies. */
    KeySurprise withThreshold(double threshold) {
        return new KeySurprise(scale, threshold, halfLifeMillis, cooldownMillis, adaptAfterMillis);
    }

    /** What is known of a key before its first record. */
    public SurpriseState start() {
        SurpriseState key = new SurpriseState();
        key.past = RecentPasts.start(scale);
        return key;
    }

    /**
     * Judges a key's next record, in the order of the key's event time, and learns from it. A score that is NaN is no
     * anomaly and changes nothing.
     *
     * @param score nats
     */
    public Surprise take(SurpriseState key, double score, long timestampMillis) {
        double compressed = scale.logExcess(score);
        Surprise surprise = judge(key, compressed);
        if (Double.isNaN(compressed)) {
            return surprise;
        }
        long elapsedMillis = RecentPasts.advance(key.past, timestampMillis);
        follow(key, surprise.anomaly(), timestampMillis);
        if (key.run == null) {
            RecentPasts.learn(key.past, compressed, elapsedMillis, halfLifeMillis);
        } else {
            stand(key, compressed, timestampMillis);
        }
        return surprise;
    }

    /** Carries a key over from the last model, before its first record under this one. */
    public void rescale(SurpriseState key, SurpriseScale from) {
        RecentPasts.rescale(key.past, from, scale);
        if (key.run != null) {
            key.run.rescale(from, scale);
        }
    }

    private Surprise judge(SurpriseState key, double compressed) {
        double first = scale.firstTermOf(compressed);
        double recent = RecentPasts.z(key.past, compressed);
        return new Surprise(first, recent, Math.min(first, recent) >= firstThreshold);
    }

    private void follow(SurpriseState key, boolean anomaly, long timestampMillis) {
        if (key.run != null && ElapsedTimes.elapsed(key.run.lastMillis, timestampMillis) >= cooldownMillis) {
            key.run = null;
        }
        if (!anomaly) {
            return;
        }
        if (key.run == null) {
            key.run = AnomalousRun.at(timestampMillis);
        }
        key.run.lastMillis = Math.max(key.run.lastMillis, timestampMillis);
    }

    private void stand(SurpriseState key, double compressed, long timestampMillis) {
        key.run.keep(compressed);
        if (ElapsedTimes.elapsed(key.run.startMillis, timestampMillis) >= adaptAfterMillis) {
            RecentPasts.restart(key.past, key.run.sample());
            key.run = null;
        }
    }
}
