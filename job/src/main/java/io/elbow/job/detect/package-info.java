// SPDX-License-Identifier: Apache-2.0
/**
 * The job's decisions: late or not, incidents, which model is accepted or promoted, what is learned and when to
 * refresh.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer. Time and randomness are arguments.
 *
 * <p>Begin with {@link io.elbow.job.detect.Incidents}, then {@link io.elbow.job.detect.RefreshPolicy} and
 * {@link io.elbow.job.detect.PromotionPolicy}.
 */
package io.elbow.job.detect;
