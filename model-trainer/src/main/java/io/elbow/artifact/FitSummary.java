// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/**
 * What the fit saw, without durations: two fits of the same data differ in the time alone.
 *
 * @param trainingNegativeElbo mean of the last tenth of the steps, nats
 * @param calibrationNegativeElbo mean score of the held-back rows, nats
 * @param calibration {@code held-back} or {@code cross-fitted}
 */
public record FitSummary(
        long fitRows,
        long calibrationRows,
        int stepsDone,
        double trainingNegativeElbo,
        double calibrationNegativeElbo,
        String calibration) {}
