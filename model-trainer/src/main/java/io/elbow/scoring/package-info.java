// SPDX-License-Identifier: Apache-2.0
/**
 * Scores and what follows from them: cost per feature, p-values, verdicts, ranking measures, and the comparison of two
 * models.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.scoring.Scorer} (rows in, {@link io.elbow.scoring.ElboTerms} out), then
 * {@link io.elbow.scoring.TailCalibration} (score to p-value) and {@link io.elbow.scoring.Judge} (p-value to
 * {@link io.elbow.scoring.Verdict}). {@link io.elbow.scoring.JavaScorer} scores without natives.
 */
package io.elbow.scoring;
