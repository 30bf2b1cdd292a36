// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

/**
 * A score as it is drawn.
 *
 * @param timestampMillis event time
 * @param score the score that was judged, nats
 * @param threshold of the model that scored it, nats; NaN: not known
 * @param floor the lowest possible score of that model, nats; NaN: not known
 */
record Point(long timestampMillis, double score, double threshold, double floor, double pValue, boolean anomaly) {
    /** Whether this point is shown when there is space for only one of the two. */
    boolean worseThan(Point other) {
        return anomaly == other.anomaly ? score > other.score : anomaly;
    }
}
