// SPDX-License-Identifier: Apache-2.0
/**
 * Every meter, declared once, and the scrape endpoint.
 *
 * <p>It may use Micrometer and the Prometheus client, and nothing else of this project: it is a jar of its own that
 * lies in Flink's {@code lib/}, so that all jobs of a JVM share one registry.
 *
 * <p>Begin with {@link io.elbow.job.metrics.ElboMeters}.
 */
package io.elbow.job.metrics;
