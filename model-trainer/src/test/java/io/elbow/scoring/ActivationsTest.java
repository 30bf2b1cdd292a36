// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import org.junit.jupiter.api.Test;

class ActivationsTest {
    @Test
    void siluFollowsItsDefinition() {
        for (float x = -100; x < 100; x += 0.0137f) {
            double exact = x / (1 + Math.exp(-x));
            assertThat(of(Activation.SILU, x)).isCloseTo((float) exact, within((float)
                    (1e-6 * Math.max(1, Math.abs(x)))));
        }
        for (float x = -1e-3f; x < 1e-3f; x += 1e-5f) {
            double exact = x / (1 + Math.exp(-x));
            assertThat(of(Activation.SILU, x)).isCloseTo((float) exact, within(1e-9f));
        }
    }

    @Test
    void siluOfHugeValuesIsZeroOrTheValue() {
        assertThat(of(Activation.SILU, 1e9f)).isEqualTo(1e9f);
        assertThat(of(Activation.SILU, -1e9f)).isZero();
        assertThat(of(Activation.SILU, 3e37f)).isEqualTo(3e37f);
        assertThat(of(Activation.SILU, Float.NaN)).isNaN();
    }

    @Test
    void reluFollowsItsDefinition() {
        assertThat(of(Activation.RELU, -2)).isZero();
        assertThat(of(Activation.RELU, 2)).isEqualTo(2);
    }

    @Test
    void tanhFollowsItsDefinition() {
        assertThat(of(Activation.TANH, 0.7f)).isCloseTo((float) Math.tanh(0.7f), within(1e-7f));
        for (float x = -100; x < 100; x += 0.0137f) {
            assertThat(of(Activation.TANH, x)).isCloseTo((float) Math.tanh(x), within(5e-7f));
        }
        for (float x = -1e-3f; x < 1e-3f; x += 1e-5f) {
            assertThat(of(Activation.TANH, x)).isCloseTo((float) Math.tanh(x), within(1e-9f));
        }
    }

    @Test
    void tanhOfHugeValuesIsOne() {
        assertThat(of(Activation.TANH, 3e37f)).isEqualTo(1);
        assertThat(of(Activation.TANH, -700f)).isEqualTo(-1);
        assertThat(of(Activation.TANH, Float.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(of(Activation.TANH, Float.NaN)).isNaN();
    }

    @Test
    void ofAMixedLayerTheFirstQuarterOfTheUnitsIsSiluAndTheRestTanh() {
        float[] mixed = {0.5f, -2, 0.5f, -2, 3};
        float[] silu = mixed.clone();
        float[] tanh = mixed.clone();
        new Activations(Activation.SILU, 5).apply(silu);
        new Activations(Activation.TANH, 5).apply(tanh);

        new Activations(Activation.SILU_TANH, 5).apply(mixed);

        assertThat(mixed).containsExactly(silu[0], tanh[1], tanh[2], tanh[3], tanh[4]);
    }

    private static float of(Activation activation, float x) {
        float[] values = {0.5f, x, -3};
        new Activations(activation, 3).apply(values);
        return values[1];
    }
}
