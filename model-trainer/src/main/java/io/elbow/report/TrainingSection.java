// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.artifact.TrainingCurve;
import java.util.Arrays;

/** How the loss fell. */
final class TrainingSection {
    private static final int HEIGHT = 280;
    private static final double LOG_FROM = 8;

    private TrainingSection() {}

    static Section of(ModelResult result) {
        String title = "Training";
        TrainingCurve curve = result.artifact().manifest().extensions().curve();
        if (curve == null) {
            return new Section("training", title, "The artifact carries no training curve.", "");
        }
        int last = curve.steps()[curve.steps().length - 1];
        double floor = result.floor();
        double least = Arrays.stream(curve.losses()).min().orElseThrow() - floor;
        double most = Arrays.stream(curve.losses()).max().orElseThrow() - floor;
        boolean log = least > 0 && most / least > LOG_FROM;
        double room = log ? 0 : (most - least) * 0.06;
        Chart chart = Chart.of(
                Chart.WIDTH,
                HEIGHT,
                "Loss over optimiser steps",
                new Chart.Axis(0, last, false, "step"),
                new Chart.Axis(
                        log ? least / 1.15 : least - room,
                        log ? most * 1.15 : most + room,
                        log,
                        "loss less floor, nats" + (log ? " (log)" : "")));
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < curve.steps().length; i++) {
            d.append(d.isEmpty() ? 'M' : 'L').append(chart.at(curve.steps()[i], curve.losses()[i] - floor));
        }
        chart.svg.path("curve model1", d.toString());
        String lead = Html.count(last)
                + " steps of the fit that the weights come from; each point is the mean loss of the batches since the"
                + " one before.";
        return new Section("training", title, lead, Section.figure(chart));
    }
}
