// SPDX-License-Identifier: Apache-2.0
/**
 * From observations to the network's inputs: rates and differences, standardisation (global or per key), shingles,
 * conditions, and which rows a fit, a calibration and a comparison may see.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.features.Standardizer} and {@link io.elbow.features.SeriesState}, a key's last rows.
 * {@link io.elbow.features.PerKeyStandardizer} holds the rule for keys of different levels,
 * {@link io.elbow.features.Derivation} that for counters.
 */
package io.elbow.features;
