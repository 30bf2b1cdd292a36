// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Activation;

/**
 * Applies activation functions in place. SiLU and tanh are computed without {@code Math.exp}, in loops that the JIT
 * compiles to vector instructions; they are within 1e-6 of the exact value, relative or absolute, whichever is larger.
 */
final class Activations {
    /** Number of halvings before, and doublings after, the series: 2^6 brings |x| up to 30 below one half. */
    private static final int DOUBLINGS = 6;

    private static final float SHRINK = 1.0f / (1 << DOUBLINGS);

    private final Activation activation;

    /** Beyond this value tanh is 1 in single precision; much larger values would overflow on the way. */
    private static final float TANH_REACH = 15;

    /** exp(|x|) - 1 or exp(2x) - 1 of the current values. */
    private final float[] expm1;

    Activations(Activation activation, int width) {
        this.activation = activation;
        this.expm1 = new float[width];
    }

    /**
     * Applies the activation.
     *
     * @param values [at most the width given at construction]
     */
    void apply(float[] values) {
        switch (activation) {
            case SILU -> silu(values, values.length);
            case RELU -> relu(values);
            case TANH -> tanh(values, 0);
            case SILU_TANH -> {
                int siluUnits = Activation.siluUnits(values.length);
                silu(values, siluUnits);
                tanh(values, siluUnits);
            }
        }
    }

    /**
     * x sigmoid(x) = max(x, 0) - |x| / (2 + expm1(|x|)), one formula for both signs and without cancellation. Where
     * expm1 overflows the quotient is 0, as it should be.
     */
    private void silu(float[] values, int end) {
        for (int i = 0; i < end; i++) {
            expm1[i] = series(Math.abs(values[i]) * SHRINK);
        }
        doubled(expm1, 0, end);
        for (int i = 0; i < end; i++) {
            float x = values[i];
            float magnitude = Math.abs(x);
            values[i] = 0.5f * (x + magnitude) - magnitude / (2.0f + expm1[i]);
        }
    }

    /** tanh(x) = expm1(2x) / (expm1(2x) + 2), where expm1 lies between -1 and exp(2 TANH_REACH). */
    private void tanh(float[] values, int begin) {
        for (int i = begin; i < values.length; i++) {
            expm1[i] = series(2 * SHRINK * Math.max(-TANH_REACH, Math.min(TANH_REACH, values[i])));
        }
        doubled(expm1, begin, values.length);
        for (int i = begin; i < values.length; i++) {
            values[i] = expm1[i] / (expm1[i] + 2.0f);
        }
    }

    /** expm1(t) by its series: small numbers keep their relative precision. */
    private static float series(float t) {
        return t + t * t * (1 / 2f + t * (1 / 6f + t * (1 / 24f + t * (1 / 120f))));
    }

    /** expm1(2t) = expm1(t) (2 + expm1(t)), six times over. */
    private static void doubled(float[] expm1, int begin, int end) {
        for (int doubling = 0; doubling < DOUBLINGS; doubling++) {
            for (int i = begin; i < end; i++) {
                expm1[i] = expm1[i] * (2.0f + expm1[i]);
            }
        }
    }

    private static void relu(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], 0.0f);
        }
    }
}
