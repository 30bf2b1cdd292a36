// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.artifact.TrainingCurve;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Shows how the loss fell during the fit, and which part of it was the divergence. */
final class TrainingSection {
    private static final int HEIGHT = 280;
    private static final double LOG_FROM = 8;

    /**
     * Lowest share of the loss on a logarithmic axis: a smaller divergence is drawn at the bottom, so that it does not
     * squeeze everything else to the top.
     */
    private static final double LEAST_SHARE = 1e-4;

    private TrainingSection() {}

    static ReportSection of(ModelResult result) {
        String title = "Training";
        TrainingCurve curve = result.artifact().manifest().training().curve();
        if (curve == null) {
            return new ReportSection("training", title, "The artifact carries no training curve.", "");
        }
        int last = curve.steps()[curve.steps().length - 1];
        double[] losses =
                Arrays.stream(curve.losses()).map(loss -> loss - result.floor()).toArray();
        Chart chart = chart(last, losses, curve.kl());
        line(chart, "curve model1", curve.steps(), losses);
        String legend = "";
        if (curve.kl() != null) {
            line(chart, "curve model2", curve.steps(), curve.kl());
            legend = ReportSection.legend("model1", "loss less floor", "model2", "KL divergence");
        }
        String lead = Html.count(last)
                + " steps of the fit that the weights come from; each point is the mean of the batches since the one"
                + " before.";
        return new ReportSection("training", title, lead, legend + ReportSection.figure(chart));
    }

    /**
     * Draws the curves, on a logarithmic axis if the loss falls far.
     *
     * @param kl null: only the losses
     */
    private static Chart chart(int lastStep, double[] losses, double[] kl) {
        double leastLoss = Arrays.stream(losses).min().orElseThrow();
        double mostLoss = Arrays.stream(losses).max().orElseThrow();
        boolean log = leastLoss > 0 && mostLoss / leastLoss > LOG_FROM;
        double[] all = kl == null
                ? losses
                : DoubleStream.concat(Arrays.stream(losses), Arrays.stream(kl)).toArray();
        double most = Arrays.stream(all).max().orElseThrow();
        double least = Arrays.stream(all).min().orElseThrow();
        double bottom = log ? Math.max(least, most * LEAST_SHARE) : least;
        double room = (most - bottom) * 0.06;
        return Chart.of(
                Chart.WIDTH,
                HEIGHT,
                kl == null ? "Loss over optimiser steps" : "Loss and KL divergence over optimiser steps",
                new Chart.Axis(0, lastStep, false, "step"),
                new Chart.Axis(
                        log ? bottom / 1.15 : bottom - room,
                        log ? most * 1.15 : most + room,
                        log,
                        (kl == null ? "loss less floor, nats" : "nats") + (log ? " (log)" : "")));
    }

    private static void line(Chart chart, String style, int[] steps, double[] nats) {
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < steps.length; i++) {
            d.append(d.isEmpty() ? 'M' : 'L').append(chart.at(steps[i], nats[i]));
        }
        chart.svg.path(style, d.toString());
    }
}
