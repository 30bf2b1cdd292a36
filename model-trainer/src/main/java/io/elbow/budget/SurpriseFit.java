// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;
import java.time.Duration;

/**
 * What a model knows of its scores on normal training rows, so that any budget can begin with a threshold of its own.
 *
 * @param scale how scores are compressed and compared
 * @param days of event time that the rows cover, a gap of more than a day as one
 * @param medianIntervalMillis between two rows of a key, ms
 * @param peaks the most surprising of the rows
 */
public record SurpriseFit(SurpriseScale scale, double days, long medianIntervalMillis, SurprisePeaks peaks) {
    public SurpriseFit {
        if (!(days >= 0 && days < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("days must be at least 0 but were " + days);
        }
        if (medianIntervalMillis < 0) {
            throw new IllegalArgumentException(
                    "medianIntervalMillis must be at least 0 but was " + medianIntervalMillis);
        }
    }

    /**
     * Of normal training rows.
     *
     * @param rows in the order of event time within each key, at least one
     */
    public static SurpriseFit of(NormalRows rows) {
        SurpriseScale scale = SurpriseScale.ofNormalScores(rows.scores());
        long interval = rows.medianIntervalMillis();
        double[] surprise = rows.surprise(scale, RecentPasts.halfLifeMillis(interval));
        return new SurpriseFit(
                scale,
                FirstThreshold.days(rows.times()),
                interval,
                SurprisePeaks.of(rows.times(), rows.keys(), surprise));
    }

    /** The same peaks on the scores of another model: surprise is in spreads of the normal, whatever the model. */
    public SurpriseFit withScores(double[] normal) {
        return new SurpriseFit(SurpriseScale.ofNormalScores(normal), days, medianIntervalMillis, peaks);
    }

    /** Event time in which a key's past loses half its weight, ms. */
    public long halfLifeMillis() {
        return RecentPasts.halfLifeMillis(medianIntervalMillis);
    }

    /** h0 of a budget: see {@link FirstThreshold}. */
    public double firstThreshold(AlertBudget budget, Duration cooldown) {
        double first = FirstThreshold.of(peaks.times(), peaks.keys(), peaks.surprise(), days, budget, cooldown);
        return Math.max(first, peaks.least());
    }
}
