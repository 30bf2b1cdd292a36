// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

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
        customSynopsis = "elbow-trainer evaluate --model MODEL --input FILE --label COL [OPTION]...",
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
            description = "Column that marks anomalies: rows where it is not 0.")
    private String label;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
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
        int normal = collected.count - collected.anomalies;
        double normalAlertRate = (double) collected.falseAlerts / normal;
        AlignedLines lines = new AlignedLines()
                .add("model", opened.artifact().shortId())
                .add("rows", collected.count + ", " + collected.anomalies + " anomalous")
                .add("AUROC", String.format(Locale.ROOT, "%.4f", auroc))
                .add("average precision", String.format(Locale.ROOT, "%.4f", averagePrecision))
                .add("threshold", opened.threshold())
                .add("false alerts", collected.falseAlerts + " of " + normal + " normal rows");
        // The figures are what was asked for: they go to standard output, unless JSON takes their place there.
        lines.printTo(json ? spec.commandLine().getErr() : spec.commandLine().getOut());
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(new JsonLine()
                            .put("model", opened.artifact().modelId())
                            .put("rows", collected.count)
                            .put("anomalous", collected.anomalies)
                            .put("auroc", auroc)
                            .put("average_precision", averagePrecision)
                            .put("alert_rate", opened.alertRate())
                            .put("threshold", opened.scoring().judge().threshold())
                            .put("normal_alert_rate", normalAlertRate));
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
                throw new BadInputException("%s: the column '%s' marks %d of %d rows as anomalies; both normal and"
                                .formatted(source, column, anomalies, count)
                        + " anomalous rows are needed to rank them: give another file or --label");
            }
        }
    }
}
