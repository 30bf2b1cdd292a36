// SPDX-License-Identifier: Apache-2.0
/**
 * The launcher {@code elbow-local}: a Kafka broker, a Flink mini cluster and the job in one JVM; the demo; the
 * backtest.
 *
 * <p>It may use Flink, Kafka (the broker too) and the meters. It is one of the few places that may print.
 *
 * <p>Begin with {@link io.elbow.job.local.LocalMain}.
 */
package io.elbow.job.local;
