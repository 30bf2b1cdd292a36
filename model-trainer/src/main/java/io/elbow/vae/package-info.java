// SPDX-License-Identifier: Apache-2.0
/**
 * Fitting and scoring with networks: the variational autoencoder, its likelihoods, the baselines, refreshing and
 * retraining.
 *
 * <p>The only package that may use DJL. Native arrays never leave it: plain Java arrays go in and come out. It may use
 * neither Flink, the Kafka client nor Micrometer. What only looks into a model is in {@code vae.lab}.
 *
 * <p>Begin with {@link io.elbow.vae.ModelFitter}, which turns rows and a {@link io.elbow.vae.TrainingPlan} into an
 * artifact.
 */
package io.elbow.vae;
