// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static io.elbow.scoring.ClosedForms.HALF_LOG_TWO_PI;

import io.elbow.artifact.Members;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Computes the floor of a model: the lowest -log p(x given z) that a row can have. A density may exceed 1, so the floor
 * may be negative.
 */
public final class Floors {
    private Floors() {}

    /**
     * Nats of a row that is reconstructed perfectly: the normalising constants of a Gaussian with the smallest
     * deviation that the likelihood allows (the mean over the members), 0 for {@code bernoulli}; for a mixture those of
     * its narrowest component.
     *
     * @param tensors as in {@link VaeTensors}; read if they hold variances
     */
    public static double of(VaeSpec spec, Map<String, Tensor> tensors) {
        return switch (spec.family()) {
            case VAE, AUTOENCODER ->
                IntStream.range(0, spec.members())
                        .mapToDouble(member -> ofLikelihood(spec, Members.of(spec, tensors, member)))
                        .average()
                        .orElseThrow();
            case PCA -> ofVariances(tensors.get(VaeTensors.PCA_LOG_VARIANCE).values(), 0, spec.inputDim());
            case GAUSSIAN_MIXTURE -> {
                float[] logVariances =
                        tensors.get(VaeTensors.MIXTURE_LOG_VARIANCES).values();
                yield IntStream.range(0, spec.latentDim())
                        .mapToDouble(k -> ofVariances(logVariances, k * spec.inputDim(), spec.inputDim()))
                        .min()
                        .orElseThrow();
            }
        };
    }

    private static double ofVariances(float[] logVariances, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += 0.5 * logVariances[i] + HALF_LOG_TWO_PI;
        }
        return sum;
    }

    private static double ofLikelihood(VaeSpec spec, Map<String, Tensor> tensors) {
        return switch (spec.likelihood()) {
            case GAUSSIAN, GAUSSIAN_RECORD -> spec.inputDim() * (Math.log(spec.sigma()) + HALF_LOG_TWO_PI);
            case GAUSSIAN_FEATURE ->
                ofLogVariances(
                        spec.sigma(),
                        tensors.get(VaeTensors.OBSERVATION_LOG_VARIANCE).values());
            case BERNOULLI -> 0.0;
        };
    }

    private static double ofLogVariances(double sigma, float[] raw) {
        double sum = 0;
        for (float value : raw) {
            sum += 0.5 * Math.log(ObservationVariance.of(sigma, value)) + HALF_LOG_TWO_PI;
        }
        return sum;
    }
}
