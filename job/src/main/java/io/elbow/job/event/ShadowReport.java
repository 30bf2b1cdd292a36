// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import java.util.Map;
import java.util.TreeMap;

/**
 * What champion and challenger made of the same records: counts and sums, so that those of several subtasks add up.
 *
 * <p>A mutable plain object with public fields, because it travels and sits in Flink's state as a POJO. Costs are
 * densities of the user's units in nats, so that models with other scalers compare.
 */
public final class ShadowReport {
    /** Records that both scored. */
    public long records;

    /** Of these, what the champion alerts on. */
    public long championAnomalies;

    /** What the challenger would alert on. */
    public long challengerAnomalies;

    /** What both agree is an anomaly. */
    public long bothAnomalies;

    /** Sum of the champion's cost over the records that both judge normal, and of its square. */
    public double championNats;

    public double championSquares;

    /** Sum of the challenger's cost less the champion's over the same records, and of its square. */
    public double differenceNats;

    public double differenceSquares;

    /** Time that scoring took. */
    public long championNanos;

    public long challengerNanos;

    /**
     * Takes a record.
     *
     * @param championCost nats
     * @param challengerCost nats
     */
    public void add(boolean championAnomaly, double championCost, boolean challengerAnomaly, double challengerCost) {
        records++;
        championAnomalies += championAnomaly ? 1 : 0;
        challengerAnomalies += challengerAnomaly ? 1 : 0;
        bothAnomalies += championAnomaly && challengerAnomaly ? 1 : 0;
        if (!championAnomaly && !challengerAnomaly) {
            double difference = challengerCost - championCost;
            championNats += championCost;
            championSquares += championCost * championCost;
            differenceNats += difference;
            differenceSquares += difference * difference;
        }
    }

    /** Takes the time of scoring one batch by each. */
    public void addTime(long championTook, long challengerTook) {
        championNanos += championTook;
        challengerNanos += challengerTook;
    }

    /** Takes what another subtask counted. */
    public void add(ShadowReport other) {
        records += other.records;
        championAnomalies += other.championAnomalies;
        challengerAnomalies += other.challengerAnomalies;
        bothAnomalies += other.bothAnomalies;
        championNats += other.championNats;
        championSquares += other.championSquares;
        differenceNats += other.differenceNats;
        differenceSquares += other.differenceSquares;
        championNanos += other.championNanos;
        challengerNanos += other.challengerNanos;
    }

    /** Records that both judge normal. */
    public long normal() {
        return records - championAnomalies - challengerAnomalies + bothAnomalies;
    }

    /** Records on which the verdicts are the same. */
    public long agreeing() {
        return normal() + bothAnomalies;
    }

    /** What the challenger costs more than the champion on a record that both judge normal, nats; 0 without one. */
    public double meanDifference() {
        return normal() == 0 ? 0 : differenceNats / normal();
    }

    /** Standard error of {@link #meanDifference}, nats. */
    public double standardError() {
        return normal() == 0 ? 0 : deviation(differenceNats, differenceSquares) / Math.sqrt((double) normal());
    }

    /** Standard deviation of the champion's cost of a record that both judge normal, nats. */
    public double championDeviation() {
        return deviation(championNats, championSquares);
    }

    /** By name, as the events topic has them. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("records", (double) records);
        figures.put("agreement", share(agreeing()));
        figures.put("champion_anomalies", (double) championAnomalies);
        figures.put("challenger_anomalies", (double) challengerAnomalies);
        figures.put("both_anomalies", (double) bothAnomalies);
        figures.put("champion_rate", share(championAnomalies));
        figures.put("challenger_rate", share(challengerAnomalies));
        figures.put("mean_difference_nats", meanDifference());
        figures.put("cost_ratio", championNanos == 0 ? 0 : (double) challengerNanos / championNanos);
        return figures;
    }

    private double share(long count) {
        return records == 0 ? 0 : (double) count / records;
    }

    private double deviation(double sum, double squares) {
        long n = normal();
        if (n == 0) {
            return 0;
        }
        double mean = sum / n;
        // Rounding may take the variance of equal values just below zero.
        return Math.sqrt(Math.max(0, squares / n - mean * mean));
    }
}
