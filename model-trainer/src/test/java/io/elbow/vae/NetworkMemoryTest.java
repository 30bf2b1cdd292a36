// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.Activation;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.VaeSpec;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the arrays of a pass are freed with the pass, because a job scores for months with the same weights. */
class NetworkMemoryTest {
    private static final int BATCH = 5;

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void aPassLeavesNothingWithTheWeights(Likelihood likelihood) {
        VaeSpec spec = RandomModels.spec(likelihood, Activation.SILU, 0);
        try (NDManager manager = TorchEngine.newManager()) {
            Map<String, NDArray> weights = new HashMap<>();
            RandomModels.tensors(spec, 31).forEach((name, tensor) -> {
                long[] extents = Arrays.stream(tensor.shape()).asLongStream().toArray();
                weights.put(
                        name, manager.create(FloatBuffer.wrap(tensor.values()), new Shape(extents), DataType.FLOAT32));
            });
            Network network = new Network(spec, weights);
            int before = manager.getManagedArrays().size();
            try (NDManager pass = manager.newSubManager()) {
                NDArray x = pass.zeros(new Shape(BATCH, spec.inputDim()));
                Network.Posterior posterior = network.encode(x);
                ObservationModel.of(spec).nats(x, network.decode(posterior.mean()));
                posterior.klToStandardNormal();
            }
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }
}
