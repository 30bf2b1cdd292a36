// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.config.Durations;
import io.elbow.job.detect.Backtest;
import io.elbow.job.detect.CooldownHint;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.scoring.LabelledRuns;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Counts the records and alerts of a backtest and passes the alerts on. */
final class BacktestResult implements Backtest.Sink {
    private static final int KEYS_SHOWN = 10;
    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final LabelledRuns labels;
    private final CooldownHint flapping;
    private final BudgetLinks links;
    private final Consumer<Alert> listing;
    private final Map<String, Integer> opened = new HashMap<>();
    private long scored;
    private long anomalies;
    private int alerts;
    private int closed;
    private int critical;

    /**
     * Makes an empty count.
     *
     * @param labels null: the rows have no labels
     * @param cooldown between two incidents of a key
     * @param listing receives every alert message
     */
    BacktestResult(LabelledRuns labels, Duration cooldown, Consumer<Alert> listing) {
        this.labels = labels;
        this.flapping = new CooldownHint(cooldown);
        this.links = new BudgetLinks(cooldown, this::belongs);
        this.listing = listing;
    }

    /**
     * What the report shows besides the counts.
     *
     * @param rows read
     * @param spanMillis event time from the first to the last row
     * @param stepMillis assumed between rows without times; null: they have times
     * @param budget null: the alert rate decides
     */
    record Facts(
            String model,
            double alertRate,
            double threshold,
            long rows,
            long late,
            long warmingUp,
            long spanMillis,
            Long stepMillis,
            BudgetFacts budget) {
        double days() {
            return spanMillis / DAY_MILLIS;
        }
    }

    @Override
    public void scored(ScoredObservation one, String incident) {
        scored++;
        if (!one.anomaly()) {
            return;
        }
        anomalies++;
        if (one.hasSurprise()) {
            links.anomaly(one);
        } else {
            // A file's record carries its row number as offset.
            belongs(one.key(), one.timestampMillis(), one.offset(), incident);
        }
    }

    private void belongs(String key, long timestampMillis, long row, String incident) {
        flapping.anomaly(key, timestampMillis, incident);
        if (labels != null) {
            labels.anomaly((int) row, incident);
        }
    }

    @Override
    public void alert(Alert alert) {
        if (alert.hasSurprise()) {
            links.alert(alert);
        }
        if (alert.status().equals(Alert.OPEN)) {
            alerts++;
            opened.merge(alert.key(), 1, Integer::sum);
        } else {
            closed++;
            critical += alert.severity().equals(Alert.CRITICAL) ? 1 : 0;
        }
        listing.accept(alert);
    }

    private List<Map.Entry<String, Integer>> byKey() {
        return opened.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Integer> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(KEYS_SHOWN)
                .toList();
    }

    void printTo(PrintWriter out, Facts facts) {
        out.println();
        line(
                out,
                "rows",
                "%d = %d scored + %d warming up + %d late",
                facts.rows(),
                scored,
                facts.warmingUp(),
                facts.late());
        line(out, "anomalous rows", "%d", anomalies);
        line(
                out,
                "alerts",
                "%d opened, %d of them critical; %d messages with the closing ones",
                alerts,
                critical,
                messages());
        if (facts.spanMillis() > 0) {
            line(out, "alerts a day", "%.3g over %.3g days", alerts / facts.days(), facts.days());
        }
        if (labels != null) {
            line(
                    out,
                    "labelled incidents",
                    "%d of %d found, %d missed; %d alerts are false (no labelled row in their incident)",
                    labels.foundCount(),
                    labels.count(),
                    labels.count() - labels.foundCount(),
                    labels.falseAlerts());
        }
        byKey().forEach(entry -> line(out, "alerts of a key", "%d  %s", entry.getValue(), entry.getKey()));
        if (facts.budget() != null) {
            budget(out, facts);
        } else if (facts.threshold() == Double.POSITIVE_INFINITY) {
            line(out, "threshold", "none reaches alert rate %.3g, so nothing can alert", facts.alertRate());
        } else {
            line(out, "threshold", "%.3f nats at alert rate %.3g", facts.threshold(), facts.alertRate());
        }
        flapping.hint()
                .ifPresent(hint -> line(
                        out,
                        "hint",
                        "alerts.cooldown: %s would make %d alerts of these %d: most open soon after the one before"
                                + " has closed",
                        Durations.text(hint.cooldown()),
                        hint.alerts(),
                        hint.now()));
    }

    private static void budget(PrintWriter out, Facts facts) {
        BudgetFacts budget = facts.budget();
        line(
                out,
                "budget " + budget.budget().text(),
                "first threshold %.3f; %d held back by the hard limit",
                budget.firstThreshold(),
                budget.heldBack());
        for (int i = 0; i < budget.names().size(); i++) {
            line(out, budget.names().get(i), "%s", budget.lines(facts.days()).get(i));
        }
    }

    private static void line(PrintWriter out, String name, String format, Object... values) {
        out.printf("%-20s%s%n", name, String.format(Locale.ROOT, format, values));
    }

    private int messages() {
        return alerts + closed;
    }

    ObjectNode json(Facts facts) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("model", facts.model());
        node.put("rows", facts.rows());
        node.put("scored", scored);
        node.put("warming_up", facts.warmingUp());
        node.put("late", facts.late());
        node.put("anomalies", anomalies);
        node.put("alerts", alerts);
        node.put(
                "incidents",
                opened.values().stream().mapToInt(Integer::intValue).sum());
        node.put("critical", critical);
        node.put("messages", messages());
        node.put("alerts_per_day", facts.spanMillis() > 0 ? (Double) (alerts / facts.days()) : null);
        node.put("days", facts.days());
        node.put("step_ms", facts.stepMillis());
        node.put("labelled_incidents", labels == null ? null : (Integer) labels.count());
        node.put("incidents_found", labels == null ? null : (Integer) labels.foundCount());
        node.put("incidents_missed", labels == null ? null : (Integer) (labels.count() - labels.foundCount()));
        node.put("false_alerts", labels == null ? null : (Integer) labels.falseAlerts());
        node.put("alert_rate", facts.alertRate());
        node.put("threshold", Double.isFinite(facts.threshold()) ? (Double) facts.threshold() : null);
        if (facts.budget() != null) {
            facts.budget().addTo(node);
        }
        flapping.hint().ifPresent(hint -> node.put("cooldown_hint", Durations.text(hint.cooldown())));
        ObjectNode keys = node.putObject("alerts_by_key");
        byKey().forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
        return node;
    }
}
