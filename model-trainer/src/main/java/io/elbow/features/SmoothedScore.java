// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

/**
 * The average of one key's scores, and what it is the average of: scores of one model, since the series last started
 * anew. A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class SmoothedScore {
    /** Nats; {@link Smoothing#NOTHING} before the first score. */
    public double average = Smoothing.NOTHING;

    /** Event time at which the series started, ms. */
    public long startedMillis;

    /** A hash of the model's id. */
    public long model;

    /** The average so far; {@link Smoothing#NOTHING} where the series started anew or another model scores now. */
    public double before(long seriesStartedMillis, long modelHash) {
        return startedMillis == seriesStartedMillis && model == modelHash ? average : Smoothing.NOTHING;
    }

    /** Takes the average up to a row. */
    public void keep(double upToHere, long seriesStartedMillis, long modelHash) {
        average = upToHere;
        startedMillis = seriesStartedMillis;
        model = modelHash;
    }
}
