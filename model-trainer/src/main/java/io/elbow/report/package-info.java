// SPDX-License-Identifier: Apache-2.0
/**
 * An evaluation drawn as one HTML page without scripts or requests.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.report.ReportPage}.
 */
package io.elbow.report;
