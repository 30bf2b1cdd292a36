// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.scoring.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well the score ranks labelled rows, and whether the promise holds. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer evaluate --model MODEL --input FILE... --label COL [OPTION]...",
        description = {
            "Scores a labelled table and says how well the score ranks the anomalies above the rest, and how many",
            "normal rows are flagged against what was promised. Where the model averages scores (series), the average",
            "is ranked too."
        },
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

    @Option(
            names = "--beside",
            split = ",",
            paramLabel = "MODEL",
            description = "Further artifacts to measure on the same rows, such as a PCA's.")
    private List<Path> beside = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() {
        EvaluationReport report = evaluate(scoring);
        List<EvaluationReport> others =
                beside.stream().map(other -> evaluate(scoring.ofModel(other))).toList();
        // The figures are what was asked for: they go to standard output, unless JSON takes their place there.
        report.printTo(json ? spec.commandLine().getErr() : spec.commandLine().getOut(), others);
        if (json) {
            spec.commandLine().getOut().println(report.json(others));
        }
        return 0;
    }

    private EvaluationReport evaluate(ScoringOptions options) {
        try (ScoringOptions.Opened opened =
                options.open(label, spec.commandLine().getErr())) {
            Evaluation evaluation = new Evaluation(opened.artifact().manifest().series());
            opened.scoring().score(opened.dataset(), evaluation);
            requireBothKinds(evaluation, opened.table().source());
            return new EvaluationReport(
                    opened.artifact(),
                    opened.alertRate(),
                    opened.scoring().judge().threshold(),
                    evaluation);
        }
    }

    private void requireBothKinds(Evaluation evaluation, String source) {
        int anomalies = evaluation.anomalies();
        int rows = evaluation.rows().size();
        if (anomalies == 0 || anomalies == rows) {
            throw new BadInputException("%s: the column '%s' marks %d of %d rows as anomalies; both normal and"
                            .formatted(source, label, anomalies, rows)
                    + " anomalous rows are needed to rank them: give another file or --label");
        }
    }
}
