// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;

/**
 * A level that is normal for one key alone, since a lasting shift of it. Its records are scored as what they would have
 * been at the level before: x becomes {@code earlier + (x - level) / factor}. So the model needs to learn nothing that
 * it would then let pass in every other key.
 *
 * @param fromMillis event time of the first record that it holds for, ms
 * @param earlier [features], the user's units, the mean of what the key's records were scored as before
 * @param level [features], the user's units, the mean of the records since
 * @param factor [features], at least 1, by how much a record varies more than before
 */
public record KeyShift(String key, long fromMillis, double[] earlier, double[] level, double[] factor) {
    public KeyShift {
        int features = earlier.length;
        if (level.length != features || factor.length != features) {
            throw new IllegalArgumentException("the shift of key " + key + " has " + features + " earlier means, "
                    + level.length + " levels and " + factor.length + " factors");
        }
        for (int f = 0; f < features; f++) {
            if (!Double.isFinite(earlier[f]) || !Double.isFinite(level[f])) {
                throw new IllegalArgumentException(
                        "the shift of key " + key + " must be finite but is " + earlier[f] + " to " + level[f]);
            }
            if (!(factor[f] >= 1 && Double.isFinite(factor[f]))) {
                throw new IllegalArgumentException(
                        "the factors of key " + key + " must be at least 1 but one is " + factor[f]);
            }
        }
    }

    /** What a row of the key would have been before; NaN stays NaN. */
    public double[] undone(double[] values) {
        double[] undone = new double[values.length];
        for (int f = 0; f < undone.length; f++) {
            undone[f] = earlier[f] + (values[f] - level[f]) / factor[f];
        }
        return undone;
    }

    /** Standardises the key's rows as {@code global} does what they would have been before. */
    public Standardizer of(Standardizer global) {
        double[] mean = new double[earlier.length];
        double[] deviation = new double[earlier.length];
        for (int f = 0; f < mean.length; f++) {
            // What stood still has units of its own, so that only its mean can move.
            double wider = global.isStill(f) ? 1 : factor[f];
            mean[f] = level[f] + (global.mean()[f] - earlier[f]) * wider;
            deviation[f] = global.deviation()[f] * wider;
        }
        return new Standardizer(mean, deviation, global.knee(), global.still());
    }

    /** By how much a row costs more in the user's units than what it would have been before, nats. */
    public double logFactors() {
        return Arrays.stream(factor).map(Math::log).sum();
    }
}
