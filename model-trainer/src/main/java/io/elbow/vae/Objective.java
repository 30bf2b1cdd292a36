// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;

/**
 * What training minimises: the mean over the batch of -E_q[log p(x given z)] + beta KL(q to p), with one
 * reparameterised draw z = mean + exp(logVariance / 2) eps (Kingma and Welling 2013, equation 10). An autoencoder has
 * neither the draw nor the divergence.
 */
final class Objective {
    private final Network network;
    private final ObservationModel observation;
    private double klWeight;

    Objective(Network network, ObservationModel observation, double klWeight) {
        this.network = network;
        this.observation = observation;
        this.klWeight = klWeight;
    }

    /**
     * The arrays of a batch.
     *
     * @param input [batch, inputDim], the encoder's input: with noise, 0 if missing
     * @param target [batch, inputDim], the decoder's target: without noise, 0 if missing
     * @param eps [batch, latentDim], standard normal draws
     * @param present [batch, inputDim], 1 if there is a target, 0 if it is missing; null: all are present
     * @param condition of the rows
     */
    record Batch(NDArray input, NDArray target, NDArray eps, NDArray present, Network.Condition condition) {
        Batch(NDArray input, NDArray target, NDArray eps, NDArray present) {
            this(input, target, eps, present, Network.Condition.NONE);
        }
    }

    /** Sets the KL weight from the next batch on. */
    void setKlWeight(double weight) {
        klWeight = weight;
    }

    /**
     * The cost of a batch.
     *
     * @param negativeElbo scalar, mean over the batch, the divergence weighted, nats
     * @param klSum scalar, sum over the batch of the divergences, not weighted, nats
     */
    record Cost(NDArray negativeElbo, NDArray klSum) {}

    /** The cost of a batch that is minimised: a scalar, nats. */
    NDArray negativeElbo(Batch batch) {
        return cost(batch).negativeElbo();
    }

    Cost cost(Batch batch) {
        Network.Posterior posterior = network.encode(batch.input(), batch.condition());
        NDArray z = draw(posterior, batch.eps());
        NDArray nats = observation.nats(batch.target(), network.decode(z, batch.condition()));
        if (batch.present() != null) {
            nats = nats.mul(batch.present());
        }
        NDArray klSum = posterior.klTo(network.priorMean(batch.condition())).sum();
        NDArray kl = Scaled.by(klWeight, klSum);
        return new Cost(
                Scaled.by(1.0 / batch.input().getShape().get(0), nats.sum().add(kl)), klSum);
    }

    private static NDArray draw(Network.Posterior posterior, NDArray eps) {
        return posterior.logVariance() == null
                ? posterior.mean()
                : Scaled.by(0.5, posterior.logVariance()).exp().mul(eps).add(posterior.mean());
    }
}
