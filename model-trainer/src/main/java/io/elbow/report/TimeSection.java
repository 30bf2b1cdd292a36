// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.scoring.Evaluation.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows the score over time, key by key. */
final class TimeSection {
    private static final int KEYS = 6;
    private static final int ONE_HEIGHT = 320;
    private static final int HEIGHT = 220;
    private static final int KEY_SHOWN = 60;

    private TimeSection() {}

    static ReportSection of(ModelResult result) {
        String title = "Score over time";
        if (!result.artifact().manifest().series()) {
            return new ReportSection(
                    "time", title, "The model takes each row alone: these rows have no order in time to show.", "");
        }
        Map<String, List<Scored>> byKey = new LinkedHashMap<>();
        result.evaluation()
                .rows()
                .forEach(scored -> byKey.computeIfAbsent(scored.row().key(), key -> new ArrayList<>())
                        .add(scored));
        List<Map.Entry<String, List<Scored>>> shown = byKey.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -anomalous(entry.getValue())))
                .limit(KEYS)
                .toList();
        double threshold = result.threshold() - result.floor();
        Chart.Axis scores = ScoreAxis.of(
                shown.stream()
                        .flatMap(entry -> entry.getValue().stream())
                        .mapToDouble(scored -> scored.verdict().score() - result.floor())
                        .toArray(),
                threshold,
                "less floor, nats");
        StringBuilder body = new StringBuilder(legend(result));
        for (Map.Entry<String, List<Scored>> entry : shown) {
            if (!entry.getKey().isEmpty()) {
                body.append("<h3>").append(Html.escape(Html.shortened(entry.getKey(), KEY_SHOWN)));
                body.append("</h3>");
            }
            body.append(ReportSection.figure(new TimeChart(result, entry.getKey(), entry.getValue(), scores, threshold)
                    .draw(shown.size() == 1 ? ONE_HEIGHT : HEIGHT)));
        }
        return new ReportSection("time", title, lead(byKey.size()), body.toString());
    }

    private static String legend(ModelResult result) {
        List<String> legend = new ArrayList<>(List.of("normal", "score"));
        if (result.smooths()) {
            legend.addAll(List.of("model1", "smoothed"));
        }
        legend.addAll(List.of("window", "labelled", "rug", "flagged", "limit", "threshold"));
        return ReportSection.legend(legend.toArray(String[]::new));
    }

    private static String lead(int keys) {
        return "The band spans the least and the largest score of the rows that share a column of pixels, so that no"
                + " peak is lost."
                + (keys > KEYS
                        ? " Of " + Html.count(keys) + " keys the " + KEYS + " with the most labelled rows are shown."
                        : "");
    }

    private static long anomalous(List<Scored> rows) {
        return rows.stream().filter(scored -> scored.row().anomalous()).count();
    }
}
