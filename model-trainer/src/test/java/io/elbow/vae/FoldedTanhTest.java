// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.elbow.artifact.Activation;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.testing.TestSpecs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldedTanhTest {
    private static final int BATCH = 200;
    private static final int LATENT = 3;

    /** Layers of fewer than four units have no SiLU unit. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "4", "7,2", "3,64", "64,32,16", ""})
    void theNetworkThatScoresDecodesAsTheOneThatWasTrained(String hidden) {
        VaeSpec spec = spec(hidden);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 41);
        try (NDManager manager = TorchEngine.newManager()) {
            NDArray z = NativeArrays.matrix(manager, points(), BATCH, LATENT);
            Network.Decoded trained = new Network(spec, NativeArrays.weights(manager, tensors)).decode(z);
            Network.Decoded scoring = Network.toScore(spec, manager, tensors).decode(z);

            assertClose(scoring.output(), trained.output());
            assertClose(scoring.rawLogVariance(), trained.rawLogVariance());
        }
    }

    @Test
    void theModelsOwnTensorsStayAsTheyAre() {
        VaeSpec spec = spec("8,8");
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 41);
        FoldedTanh.fold(spec, tensors);

        RandomModels.tensors(spec, 41)
                .forEach((name, tensor) ->
                        assertThat(tensors.get(name).values()).as(name).isEqualTo(tensor.values()));
    }

    private static VaeSpec spec(String hidden) {
        List<Integer> widths = hidden.isEmpty()
                ? List.of()
                : Arrays.stream(hidden.split(",", -1)).map(Integer::valueOf).toList();
        return TestSpecs.vae(5, 1, widths, LATENT, Activation.SILU_TANH, Likelihood.GAUSSIAN_RECORD, 0.5, 0);
    }

    /** Latents that include far ones, where both functions level off. */
    private static float[] points() {
        SplittableRandom random = new SplittableRandom(42);
        float[] values = new float[BATCH * LATENT];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (10 * random.nextGaussian());
        }
        return values;
    }

    private static void assertClose(NDArray actual, NDArray expected) {
        float[] found = NativeArrays.floats(actual);
        float[] wanted = NativeArrays.floats(expected);
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).isCloseTo(wanted[i], within(1e-5f * (1 + Math.abs(wanted[i]))));
        }
    }
}
