// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

/**
 * How surprising one record is for its key.
 *
 * @param value u, in spreads of the normal; NaN: no budget asks for it, or the score is none
 * @param firstThreshold h0 of the model that scored the record, in the same unit; NaN: there is no budget
 * @param young whether the record is one of the first of its key
 * @param candidate whether it may open an incident or rise in one
 */
public record RowSurprise(double value, double firstThreshold, boolean young, boolean candidate) {
    /** Where there is no budget. */
    public static final RowSurprise NONE = new RowSurprise(Double.NaN, Double.NaN, false, false);

    private static final double CRITICAL_TIMES = 2;

    /** Whether the record is an anomaly, be an alert sent or not. */
    public boolean anomaly() {
        return value >= firstThreshold;
    }

    /** Whether it is twice as surprising as an anomaly must be. */
    public boolean critical() {
        return value >= CRITICAL_TIMES * firstThreshold;
    }
}
