// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/**
 * The negative ELBO of a batch, term by term, in nats.
 *
 * @param nats [batch * inputDim], row-major: E_q[-log p(x_i given z)] of each input; what a missing input holds is not
 *     defined
 * @param kl [batch]: KL(q(z given x) to p(z)); sampled, and so perhaps negative, for a bound other than the ELBO
 */
public record ElboTerms(int batch, int inputDim, float[] nats, float[] kl) {}
