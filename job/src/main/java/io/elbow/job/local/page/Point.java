// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

/**
 * A score as it is drawn.
 *
 * @param timestampMillis event time
 * @param score what was judged, nats
 * @param threshold of the model that scored it, nats; NaN: not known
 * @param floor the least attainable score of that model, nats; NaN: not known
 */
record Point(long timestampMillis, double score, double threshold, double floor, double pValue, boolean anomaly) {
    /** Whether it is the one to show where only one of both is shown. */
    boolean worseThan(Point other) {
        return anomaly == other.anomaly ? score > other.score : anomaly;
    }
}
