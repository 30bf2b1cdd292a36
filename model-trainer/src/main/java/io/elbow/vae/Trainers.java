// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.VaeSpec;

/** Makes the trainer of a model, whatever its family. */
final class Trainers {
    private Trainers() {}

    /** @param plan says also whether the number of components is open */
    static Trainer create(TrainingPlan plan, VaeSpec spec) {
        return create(plan, spec, ComputeDevice.CPU);
    }

    /** @param device of a network's fit; the other families have no use for another than the CPU */
    static Trainer create(TrainingPlan plan, VaeSpec spec, ComputeDevice device) {
        boolean open = plan.latentDim() == 0;
        return switch (spec.family()) {
            case VAE, AUTOENCODER -> new VaeTrainer(spec, plan.fit(), device);
            case PCA -> new PcaTrainer(spec, open);
            case GAUSSIAN_MIXTURE ->
                new GaussianMixtureTrainer(spec, open, plan.fit().seed());
        };
    }
}
