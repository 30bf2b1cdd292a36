// SPDX-License-Identifier: Apache-2.0
/**
 * The trainer's side of Kafka: publishing to and listing the models topic, reading the records topic back, replaying a
 * table, checking topics.
 *
 * <p>It may use the Kafka client, and neither Flink, DJL nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.kafka.ModelsTopic} and {@link io.elbow.kafka.RecordsTopic}.
 */
package io.elbow.kafka;
