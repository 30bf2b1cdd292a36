// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.LiveModel;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.metrics.RefreshMeters;
import io.elbow.scoring.Verdict;
import io.elbow.stream.ModelBatch;
import io.elbow.stream.ScoringModel;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * What the challenger makes of the records that the champion scores.
 *
 * <p>Owned state: what was counted since the last report. Lifecycle: made in {@code open}; reports before each barrier
 * and watermark, so that no checkpoint needs to hold it. Design constraint: knows no models but those it is handed.
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
     * Counts what champion and challenger make of the records of a batch.
     *
     * @param championNanos how long the champion took
     */
    void compare(ModelBatch<?> batch, long championNanos) {
        ScoringModel champion = batch.model();
        ScoringModel challenger = batch.challenger();
        for (int row = 0; row < batch.size(); row++) {
            Verdict own = batch.verdict(row);
            Verdict other = batch.challengerVerdict(row);
            report.add(
                    batch.isBeyondRate(row),
                    champion.cost(own.score(), batch.standardizer(row)),
                    other.anomaly(),
                    challenger.cost(other.score(), batch.challengerStandardizer(row)));
        }
        report.addTime(championNanos, batch.challengerNanos());
    }

    /**
     * Reports what was counted since the last time, before any event time that covers it.
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
