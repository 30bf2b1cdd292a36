// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.VaeSpec;

/** Makes the trainer of a model, whatever its family. */
final class Trainers {
    private Trainers() {}

    /**
     * On the CPU, by the caller's thread.
     *
     * @param plan says also whether the number of components is open
     */
    static Trainer create(TrainingPlan plan, VaeSpec spec) {
        return create(plan, spec, ComputeDevice.CPU, 1);
    }

    /**
     * Of a fit that may have more of the machine than one thread of its CPU; families without a network have no use for
     * it.
     */
    static Trainer create(TrainingPlan plan, VaeSpec spec, ComputeDevice device, int threads) {
        boolean open = plan.latentDim() == 0;
        return switch (spec.family()) {
            case VAE, AUTOENCODER -> new VaeTrainer(spec, plan.fit(), device, threads);
            case PCA -> new PcaTrainer(spec, open);
            case GAUSSIAN_MIXTURE ->
                new GaussianMixtureTrainer(spec, open, plan.fit().seed());
        };
    }
}
