// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.features.KeptSample;

/** A sample without conditions. */
record TestingSample(
        String key, long timestampMillis, double[] rows, boolean anomaly, double[] keyMean, double[] keyDeviation)
        implements KeptSample {
    private static final double[] NONE = {};

    /** Standardised by the scaler of all keys. */
    TestingSample(String key, long timestampMillis, double[] rows, boolean anomaly) {
        this(key, timestampMillis, rows, anomaly, NONE, NONE);
    }

    @Override
    public String[] conditions() {
        return new String[0];
    }
}
