// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Activation;

/**
 * The non-linearities, in place. SiLU is computed without {@code Math.exp}, in loops that the JIT compiles to vector
 * instructions; it is within 1e-6 of the exact value, relative or absolute, whichever is larger.
 */
final class Activations {
    /** Halvings before, and doublings after, the series: 2^6 brings |x| up to 30 below one half. */
    private static final int DOUBLINGS = 6;

    private static final float SHRINK = 1.0f / (1 << DOUBLINGS);

    private final Activation activation;

    /** exp(|x|) - 1 of the values at hand. */
    private final float[] expm1;

    Activations(Activation activation, int width) {
        this.activation = activation;
        this.expm1 = new float[width];
    }

    /** @param values [at most the width given at construction] */
    void apply(float[] values) {
        switch (activation) {
            case SILU -> silu(values);
            case RELU -> relu(values);
            case TANH -> tanh(values);
        }
    }

    /**
     * x sigmoid(x) = max(x, 0) - |x| / (2 + expm1(|x|)), one formula for both signs and without cancellation. Where
     * expm1 overflows the quotient is 0, as it should be.
     */
    private void silu(float[] values) {
        series(values, expm1);
        for (int i = 0; i < DOUBLINGS; i++) {
            doubled(expm1, values.length);
        }
        for (int i = 0; i < values.length; i++) {
            float x = values[i];
            float magnitude = Math.abs(x);
            values[i] = 0.5f * (x + magnitude) - magnitude / (2.0f + expm1[i]);
        }
    }

    /** expm1(|x| / 2^6) by its series: small numbers keep their relative precision. */
    private static void series(float[] values, float[] expm1) {
        for (int i = 0; i < values.length; i++) {
            float t = Math.abs(values[i]) * SHRINK;
            expm1[i] = t + t * t * (1 / 2f + t * (1 / 6f + t * (1 / 24f + t * (1 / 120f))));
        }
    }

    /** expm1(2t) = expm1(t) (2 + expm1(t)). */
    private static void doubled(float[] expm1, int length) {
        for (int i = 0; i < length; i++) {
            expm1[i] = expm1[i] * (2.0f + expm1[i]);
        }
    }

    private static void relu(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], 0.0f);
        }
    }

    private static void tanh(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.tanh(values[i]);
        }
    }
}
