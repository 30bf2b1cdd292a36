// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.config.BadInputException;
import io.elbow.data.Dataset;
import io.elbow.scoring.BatchScoring;
import io.elbow.scoring.Ranking;
import io.elbow.scoring.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well the score ranks labelled rows. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Scores a labelled table and says how well the score ranks the anomalies above the rest.",
        footer = {
            "",
            "Example:",
            "  elbow-trainer evaluate --model cpu.safetensors --input labelled.csv --label anomaly --json"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ScoringOptions scoring = new ScoringOptions();

    @Option(
            names = "--label",
            required = true,
            paramLabel = "COL",
            description = "Column whose non-zero rows are anomalies.")
    private String label;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    @Override
    public Integer call() {
        try (ScoringOptions.Opened opened =
                scoring.open(label, spec.commandLine().getErr())) {
            Collected collected = new Collected(opened.dataset().rows().size());
            opened.scoring().score(opened.dataset(), collected);
            collected.requireBothClasses(opened.dataset().source(), label);
            report(opened, collected);
        }
        return 0;
    }

    private void report(ScoringOptions.Opened opened, Collected collected) {
        double auroc = Ranking.auroc(collected.scores(), collected.labels());
        double averagePrecision = Ranking.averagePrecision(collected.scores(), collected.labels());
        double normalAlertRate = (double) collected.falseAlerts / (collected.count - collected.anomalies);
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "model              %s%nrows               %d, %d anomalous%nAUROC              %.4f%n"
                                + "average precision  %.4f%nnormal rows that would alert  %.2e%n",
                        opened.artifact().shortId(),
                        collected.count,
                        collected.anomalies,
                        auroc,
                        averagePrecision,
                        normalAlertRate);
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("model", opened.artifact().modelId());
            node.put("rows", collected.count);
            node.put("anomalous", collected.anomalies);
            node.put("auroc", auroc);
            node.put("average_precision", averagePrecision);
            node.put("normal_alert_rate", normalAlertRate);
            spec.commandLine().getOut().println(node);
        }
    }

    private static final class Collected implements BatchScoring.Sink {
        private final double[] scores;
        private final boolean[] labels;
        private int count;
        private int anomalies;
        private int falseAlerts;

        Collected(int rows) {
            scores = new double[rows];
            labels = new boolean[rows];
        }

        @Override
        public void scored(Dataset.Row row, Verdict verdict, double[] featureNats) {
            scores[count] = verdict.score();
            labels[count++] = row.anomalous();
            anomalies += row.anomalous() ? 1 : 0;
            falseAlerts += verdict.anomaly() && !row.anomalous() ? 1 : 0;
        }

        @Override
        public void late(Dataset.Row row) {
            // the stream would not score it either, so it is not ranked
        }

        double[] scores() {
            return Arrays.copyOf(scores, count);
        }

        boolean[] labels() {
            return Arrays.copyOf(labels, count);
        }

        void requireBothClasses(String source, String column) {
            if (anomalies == 0 || anomalies == count) {
                throw new BadInputException(source + ": column " + column + " marks " + anomalies + " of " + count
                        + " rows as anomalies; both normal and anomalous rows are needed to rank them");
            }
        }
    }
}
