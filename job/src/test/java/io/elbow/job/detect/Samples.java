// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Sample;

/** Samples to test with. */
final class Samples {
    private static final String[] NO_CONDITIONS = {};

    private Samples() {}

    static Sample normal(String key, long millis, double... values) {
        return new Sample(key, millis, values, NO_CONDITIONS, 0, 0.5, false, 0, "m");
    }

    static Sample normal(String key, long millis, double pValue, double missingShare) {
        return new Sample(key, millis, new double[] {millis}, NO_CONDITIONS, 0, pValue, false, missingShare, "m");
    }

    static Sample anomaly(String key, long millis) {
        return new Sample(key, millis, new double[] {millis}, NO_CONDITIONS, 99, 1e-6, true, 0, "m");
    }
}
