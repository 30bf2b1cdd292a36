// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.Standardizer;
import io.elbow.job.event.Sample;
import io.elbow.scoring.ModelComparison;
import io.elbow.scoring.ModelComparison.Calibration;
import io.elbow.vae.FitListener;
import io.elbow.vae.RefreshFit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fit there is: from the champion's weights, by the options that it was trained with. */
public final class ModelRefresh implements RefreshFitter {
    private static final long serialVersionUID = 1L;

    @Override
    public Fitted fit(Order order, FitListener pace) throws InterruptedException {
        RefreshFit.Options options = new RefreshFit.Options(
                order.champion().manifest().fit(), order.alertRate(), order.conditions(), Instant.now(), order.guard());
        RefreshFit.Samples samples =
                new RefreshFit.Samples(rows(order.samples()), rows(order.guarded()), rows(order.canaries()));
        RefreshFit.Outcome outcome = new RefreshFit(order.champion(), options).fit(samples, pace);
        return new Fitted(outcome.challenger(), outcome.faults(), figures(outcome, order.alertRate()));
    }

    private static List<RefreshFit.Row> rows(List<Sample> samples) {
        return samples.stream()
                .map(sample -> new RefreshFit.Row(
                        sample.key(),
                        sample.timestampMillis(),
                        sample.rows(),
                        sample.conditions(),
                        sample.anomaly(),
                        own(sample)))
                .toList();
    }

    private static Standardizer own(Sample sample) {
        return sample.keyMean().length == 0 ? null : new Standardizer(sample.keyMean(), sample.keyDeviation());
    }

    private static Map<String, Double> figures(RefreshFit.Outcome outcome, double alertRate) {
        ModelComparison comparison = outcome.comparison();
        Map<String, Double> figures = new TreeMap<>();
        figures.put("fit_rows", (double) outcome.fitRows());
        figures.put("calibration_rows", (double) outcome.calibrationRows());
        figures.put("compared_rows", (double) comparison.rows());
        figures.put("champion_nats", comparison.championNats());
        figures.put("challenger_nats", comparison.challengerNats());
        figures.put("standard_error", comparison.standardError());
        figures.put("canaries", (double) outcome.canaries());
        figures.put("canaries_kept", (double) outcome.canariesKept());
        for (Calibration one : comparison.calibration()) {
            if (one.rate() == alertRate) {
                figures.put("expected_alerts", one.expected());
                figures.put("champion_alerts", (double) one.champion());
                figures.put("challenger_alerts", (double) one.challenger());
            }
        }
        return figures;
    }
}
