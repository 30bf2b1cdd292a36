// SPDX-License-Identifier: Apache-2.0
/**
 * The one loop that scores rows in time order: the job's operator, the backtest and the scoring of tables run it.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.stream.StreamScoring}. It reads and writes each key's memory through a
 * {@link io.elbow.stream.KeyStore} and asks {@link io.elbow.stream.Models} which model scores a record.
 */
package io.elbow.stream;
