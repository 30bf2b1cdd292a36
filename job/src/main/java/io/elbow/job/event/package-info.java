// SPDX-License-Identifier: Apache-2.0
/**
 * What travels between operators and onto topics, with its JSON.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer. Everything here crosses the
 * network or lies in state as a plain object, without Kryo; a test holds that.
 *
 * <p>Begin with {@link io.elbow.job.event.ScoredObservation} and {@link io.elbow.job.event.Alert}.
 */
package io.elbow.job.event;
