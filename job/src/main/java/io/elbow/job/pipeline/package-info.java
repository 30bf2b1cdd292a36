// SPDX-License-Identifier: Apache-2.0
/**
 * The job as a whole: the topology as a function of streams, Kafka sources and sinks, operator uids and {@code main}.
 *
 * <p>It may use Flink, its Kafka connector and the Kafka client.
 *
 * <p>Begin with {@link io.elbow.job.pipeline.DetectorTopology}, which is the way of the data;
 * {@link io.elbow.job.pipeline.JobMain} is what a Flink cluster starts.
 */
package io.elbow.job.pipeline;
