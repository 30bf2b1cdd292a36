// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

/**
 * The average of one key's scores since its series last started, over the scores of one model. A mutable plain object
 * with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class SmoothedScore {
    /** The average, nats; {@link Smoothing#NOTHING} before the first score. */
    public double average = Smoothing.NOTHING;

    /** Event time at which the series started, ms. */
    public long startedMillis;

    /** A hash of the id of the model whose scores are averaged. */
    public long model;

    /** The average so far; {@link Smoothing#NOTHING} if the series started again or another model scores now. */
    public double before(long seriesStartedMillis, long modelHash) {
        return startedMillis == seriesStartedMillis && model == modelHash ? average : Smoothing.NOTHING;
    }

    /** Stores the average up to and including a row. */
    public void keep(double upToHere, long seriesStartedMillis, long modelHash) {
        average = upToHere;
        startedMillis = seriesStartedMillis;
        model = modelHash;
    }
}
