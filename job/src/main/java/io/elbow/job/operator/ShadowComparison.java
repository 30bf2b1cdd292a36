// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.ModelBatch;
import io.elbow.job.detect.SmoothedScoreStore;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.metrics.RefreshMeters;
import java.util.List;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * What the challenger makes of the records that the champion scores.
 *
 * <p>Owned state: what was counted since it was last reported. Lifecycle: made in {@code open}; reported before each
 * barrier and watermark, so that no checkpoint needs to hold it. Design constraint: knows no models but those it is
 * handed.
 */
final class ShadowComparison {
    private final RefreshMeters meters;
    private final Output<?> output;
    private ShadowReport report = new ShadowReport();

    ShadowComparison(RefreshMeters meters, Output<?> output) {
        this.meters = meters;
        this.output = output;
    }

    /**
     * Lets the challenger judge the records of a batch.
     *
     * @param scored what the champion made of them
     * @param championNanos what that took
     */
    void compare(ModelBatch batch, List<ScoredObservation> scored, SmoothedScoreStore smoothed, long championNanos)
            throws Exception {
        long start = System.nanoTime();
        batch.compare(scored, smoothed, report);
        report.addTime(championNanos, System.nanoTime() - start);
    }

    /**
     * Emits what was counted since the last time, before any event time that covers it.
     *
     * @param challenger null: none runs
     */
    void report(LiveModel challenger, long watermarkMillis) {
        if (challenger == null || report.records == 0) {
            return;
        }
        meters.shadowed(report.records, report.agreeing(), report.challengerAnomalies, report.challengerNanos);
        output.collect(
                SideOutputs.NOTIFICATIONS,
                new StreamRecord<>(ScorerNotification.of(
                        watermarkMillis, new ScorerNotification.Counts(challenger.id(), report))));
        report = new ShadowReport();
    }
}
