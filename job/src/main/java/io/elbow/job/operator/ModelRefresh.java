// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.scoring.ModelComparison;
import io.elbow.scoring.ModelComparison.Calibration;
import io.elbow.vae.FitListener;
import io.elbow.vae.RefreshFit;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The fit there is: from the champion's weights, by the options that it was trained with. */
public final class ModelRefresh implements RefreshFitter {
    private static final long serialVersionUID = 1L;

    @Override
    public Fitted fit(Order order, FitListener pace) {
        RefreshFit.Options options = new RefreshFit.Options(
                order.champion().manifest().fit(), order.alertRate(), order.conditions(), Instant.now(), order.guard());
        RefreshFit.Samples samples = new RefreshFit.Samples(order.samples(), order.guarded(), order.canaries());
        RefreshFit.Outcome outcome = new RefreshFit(order.champion(), options).fit(samples, pace);
        return new Fitted(outcome.challenger(), outcome.faults(), figures(outcome, order.alertRate()));
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
        figures.put("shifted_keys", (double) outcome.shifts().keys());
        figures.put("shifts_of_all_keys", outcome.shifts().ofAll() ? 1.0 : 0.0);
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
