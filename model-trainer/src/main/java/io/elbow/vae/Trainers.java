// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.VaeSpec;

/** Makes the trainer of a model, whatever its family. */
final class Trainers {
    private Trainers() {}

    /** Of as many latents or components as the specification says, on the CPU, by the caller's thread. */
    static Trainer create(VaeSpec spec, FitOptions fit) {
        return create(spec, fit, false, ComputeDevice.CPU, 1);
    }

    /**
     * Of a fit that may have more of the machine than one thread of its CPU; families without a network have no use for
     * it.
     *
     * @param open whether the rows decide the number of components
     */
    static Trainer create(VaeSpec spec, FitOptions fit, boolean open, ComputeDevice device, int threads) {
        return switch (spec.family()) {
            case VAE, AUTOENCODER -> new VaeTrainer(spec, fit, device, threads);
            case PCA -> new PcaTrainer(spec, open);
            case GAUSSIAN_MIXTURE -> new GaussianMixtureTrainer(spec, open, fit.seed());
        };
    }
}
