// SPDX-License-Identifier: Apache-2.0
/**
 * The detector's configuration: {@code detector.yaml} as one immutable, validated object that trainer and job share.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.config.DetectorConfig}, which has one record per section of the yaml.
 * {@link io.elbow.config.ConfigLoader} reads it and reports all faults of a file at once. The Javadoc of the records is
 * the source of {@code docs/configuration.md}.
 */
package io.elbow.config;
