// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.features.Conditions;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;

/**
 * What a manifest holds since format version 2, each part with the value that an artifact of version 1 stands for.
 *
 * @param smoothing the average of a key's scores
 * @param conditions how a record's condition becomes numbers
 * @param latents how a VAE uses its latents; null: not known, or a family without latents
 * @param curve how the loss fell; null: not known
 * @param perKey each key's own statistics; null: every key is standardised by the global one
 */
public record Extensions(
        Smoothing smoothing, Conditions conditions, LatentSummary latents, TrainingCurve curve, PerKeyFit perKey) {
    /** Of an artifact of version 1. */
    public static final Extensions NONE = new Extensions(Smoothing.NONE, Conditions.NONE, null, null, null);

    /** The same with another average. */
    public Extensions withSmoothing(Smoothing other) {
        return new Extensions(other, conditions, latents, curve, perKey);
    }

    /** The same with conditions. */
    public Extensions withConditions(Conditions other) {
        return new Extensions(smoothing, other, latents, curve, perKey);
    }

    /** The same with a report on the latents, which may be null. */
    public Extensions withLatents(LatentSummary other) {
        return new Extensions(smoothing, conditions, other, curve, perKey);
    }

    /** The same with a training curve, which may be null. */
    public Extensions withCurve(TrainingCurve other) {
        return new Extensions(smoothing, conditions, latents, other, perKey);
    }

    /** The same with each key's own statistics; null: none. */
    public Extensions withPerKey(PerKeyFit other) {
        return new Extensions(smoothing, conditions, latents, curve, other);
    }
}
