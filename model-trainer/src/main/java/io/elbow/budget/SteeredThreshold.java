// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;

/**
 * The threshold h of a stream, kept as ln(h / h0) so that it outlives the model. Each opening raises ln h by
 * {@value #GAIN}, and each day of event time lowers it by {@value #GAIN} times the openings that the budget allows in a
 * day: adaptive conformal inference (Gibbs and Candes 2021) on openings instead of errors. It stays within
 * {@value #LEAST} h0, or {@link FirstThreshold#LEAST} where that is more, and {@value #MOST} h0. So a stream on which
 * nothing happens calls nobody to use up its budget, and a day of many incidents does not deafen the detector for
 * weeks.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in state as a POJO.
 */
public final class SteeredThreshold {
    static final double GAIN = 0.2;
    static final double LEAST = 0.7;
    static final double MOST = 4;

    /** ln(h / h0). */
    public double lnRatio;

    /** How far event time has come, ms; {@link Long#MIN_VALUE} before the first record. */
    public long lastMillis = ElapsedTimes.NONE;

    /**
     * Lets event time pass. However far it jumps, h sinks by what one span of the budget lowers it.
     *
     * @param firstThreshold h0 of the model in force
     */
    public void advance(long timestampMillis, AlertBudget budget, double firstThreshold) {
        double spans = (double) ElapsedTimes.elapsed(lastMillis, timestampMillis)
                / budget.per().toMillis();
        lastMillis = Math.max(lastMillis, timestampMillis);
        lnRatio = bounded(lnRatio - GAIN * budget.count() * Math.min(1, spans), firstThreshold);
    }

    /** Takes note that an incident, or several at once, were opened. */
    public void opened() {
        lnRatio = Math.min(lnRatio + GAIN, Math.log(MOST));
    }

    /**
     * h, in the unit of a surprise.
     *
     * @param firstThreshold h0 of the model that found the surprise
     */
    public double value(double firstThreshold) {
        return firstThreshold * Math.exp(bounded(lnRatio, firstThreshold));
    }

    private static double bounded(double lnRatio, double firstThreshold) {
        double least = Math.log(Math.max(FirstThreshold.LEAST / firstThreshold, LEAST));
        return Math.min(Math.log(MOST), Math.max(least, lnRatio));
    }
}
