// SPDX-License-Identifier: Apache-2.0
/**
 * Reading data: the parser of the records topic, used by trainer and job alike, and tables (CSV and JSON lines; others
 * are services, {@link io.elbow.data.TableFormat}).
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.data.RecordParser}, which turns bytes into an {@link io.elbow.data.Observation} or a
 * reason, and with {@link io.elbow.data.TableReader}. Errors name file, line and column.
 */
package io.elbow.data;
