// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.time.Duration;

/**
 * How a key's recent past is read, learned and carried over.
 *
 * <p>It is forgotten by elapsed event time, so that keys of different rates have the same memory. The first record of a
 * key, one that is late and one of the same time as the record before have no elapsed time and teach nothing.
 */
public final class RecentPasts {
    /** Limit on the distance of what is learned from the mean, in deviations. */
    static final double CUT = 3;

    /** Makes the mean absolute deviation of normal values their standard deviation: sqrt(pi / 2). */
    static final double OF_NORMAL = 1.2533;

    /**
     * A half-life has at least so many records: a longer gap between two records counts as this share of the half-life,
     * so that the one record after it does not replace the past. It is the shortest half-life for which the policy was
     * tried. With the half-life of {@link #halfLifeMillis} it is at least one median interval.
     */
    static final int LEAST_RECORDS = 30;

    private static final long LEAST_HALF_LIFE_MILLIS = Duration.ofHours(2).toMillis();

    private RecentPasts() {}

    /**
     * The half-life of a stream, ms: two hours, or thirty median intervals where that is more.
     *
     * @param medianIntervalMillis between two records of a key
     */
    public static long halfLifeMillis(long medianIntervalMillis) {
        return Math.max(LEAST_HALF_LIFE_MILLIS, LEAST_RECORDS * medianIntervalMillis);
    }

    /** The past of a key before its first record: that of normal training rows. */
    public static RecentPast start(SurpriseScale scale) {
        RecentPast past = new RecentPast();
        past.mean = scale.median();
        past.deviation = scale.spread();
        return past;
    }

    /** (r - m) / max(v, .05), how far a compressed score lies above the key's recent ones, in their deviations. */
    public static double z(RecentPast past, double compressed) {
        return (compressed - past.mean) / width(past);
    }

    /** Takes note of a record's time; returns the event time since the key's last record, ms, 0 for a late one. */
    static long advance(RecentPast past, long timestampMillis) {
        long elapsed = ElapsedTimes.elapsed(past.lastMillis, timestampMillis);
        past.lastMillis = Math.max(past.lastMillis, timestampMillis);
        return elapsed;
    }

    /**
     * Learns a compressed score: with a = 1 - 2^(-elapsed / half-life) and c = r - m, cut at 3 v to either side,
     *
     * <pre>
     *   m += a c
     *   v += a (1.2533 |c| - v)
     * </pre>
     *
     * @param elapsedMillis event time since the key's last record; below 0 it counts as 0, above a thirtieth of the
     *     half-life as that
     */
    public static void learn(RecentPast past, double compressed, long elapsedMillis, long halfLifeMillis) {
        double most = (double) halfLifeMillis / LEAST_RECORDS;
        double elapsed = Math.min(most, (double) Math.max(0, elapsedMillis));
        double share = -Math.expm1(-Math.log(2) * elapsed / halfLifeMillis);
        double cut = CUT * width(past);
        double step = Math.max(-cut, Math.min(cut, compressed - past.mean));
        past.mean += share * step;
        past.deviation += share * (OF_NORMAL * Math.abs(step) - past.deviation);
    }

    /**
     * Begins anew from rows that are the key's new normal.
     *
     * @param compressed [rows], at least one
     */
    public static void restart(RecentPast past, double[] compressed) {
        past.mean = Medians.median(compressed);
        past.deviation = Math.max(Medians.spread(compressed, past.mean), SurpriseScale.LEAST_SPREAD);
    }

    /**
     * Carries a past over to the next model, as far from that one's normal rows as it was from the last one's: m' = m0'
     * + (m - m0) v0' / v0, v' = v v0' / v0.
     */
    public static void rescale(RecentPast past, SurpriseScale from, SurpriseScale to) {
        past.mean = to.fromScale(from, past.mean);
        past.deviation *= to.spread() / from.spread();
    }

    private static double width(RecentPast past) {
        return Math.max(past.deviation, SurpriseScale.LEAST_SPREAD);
    }
}
