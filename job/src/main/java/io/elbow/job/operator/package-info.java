// SPDX-License-Identifier: Apache-2.0
/**
 * The Flink operators: thin shells that hold state handles and timers, and call what decides.
 *
 * <p>It may use Flink and the meters, and neither the Kafka client nor DJL (scorers come through {@code io.elbow.vae}).
 * What decides belongs into {@code io.elbow.job.detect} or the trainer.
 *
 * <p>Begin with {@link io.elbow.job.operator.ScoreOperator}, then {@link io.elbow.job.operator.AlertFunction},
 * {@link io.elbow.job.operator.RefreshOperator} and {@link io.elbow.job.operator.PromotionOperator}.
 */
package io.elbow.job.operator;
