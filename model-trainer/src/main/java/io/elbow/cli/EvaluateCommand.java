// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.console.OutputFiles;
import io.elbow.data.Dataset;
import io.elbow.report.LatentPlane;
import io.elbow.report.ModelResult;
import io.elbow.report.ReportPage;
import io.elbow.scoring.CalibrationTable;
import io.elbow.scoring.Evaluation;
import io.elbow.scoring.InputSample;
import io.elbow.vae.lab.LargeBound;
import io.elbow.vae.lab.PosteriorMeans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            "is ranked too. --report draws all of it on one page."
        },
        footer = {
            "",
            "Example:",
            "  elbow-trainer evaluate --model cpu.safetensors --input labelled.csv --label anomaly --json"
        })
final class EvaluateCommand implements Callable<Integer> {
    /** Rows of each label in the latent scatter. */
    private static final int ROWS_LOOKED_AT = 1_000;

    /** Rows that the tighter bound is computed for: each costs a pass of the decoder a draw. */
    private static final int ROWS_BOUNDED = 500;

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
            names = "--compare-with",
            split = ",",
            paramLabel = "MODEL",
            description = "Further artifacts to measure on the same rows, such as a PCA's.")
    private List<Path> compareWith = new ArrayList<>();

    @Option(names = "--beside", split = ",", hidden = true, description = "The former name of --compare-with.")
    private List<Path> formerCompareWith = new ArrayList<>();

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Also write one self-contained page with the figures drawn.")
    private Path report;

    @Option(
            names = "--bound-draws",
            paramLabel = "K",
            description = "Draws of the importance-weighted bound that the score is held against; 0: leave it out.")
    private int boundDraws = 1_000;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() {
        requireUsable();
        ModelResult result = evaluate(scoring);
        List<ModelResult> others = Stream.concat(compareWith.stream(), formerCompareWith.stream())
                .map(other -> evaluate(scoring.ofModel(other)))
                .toList();
        EvaluationReport figures = new EvaluationReport(result);
        List<EvaluationReport> otherFigures =
                others.stream().map(EvaluationReport::new).toList();
        if (report != null) {
            String page = ReportPage.html(result, others, scoring.inputName());
            OutputFiles.write("--report", report, temporary -> Files.writeString(temporary, page));
            spec.commandLine().getErr().println("wrote " + report);
        }
        // The figures are what was asked for: they go to standard output, unless JSON takes their place there.
        figures.printTo(json ? spec.commandLine().getErr() : spec.commandLine().getOut(), otherFigures);
        if (json) {
            spec.commandLine().getOut().println(figures.json(otherFigures));
        }
        return 0;
    }

    private void requireUsable() {
        if (boundDraws < 0) {
            throw new BadInputException("--bound-draws must be 0 or more but was " + boundDraws);
        }
        if (report != null) {
            OutputFiles.requireWritable("--report", report);
        }
    }

    private ModelResult evaluate(ScoringOptions options) {
        try (ScoringOptions.Opened opened =
                options.open(label, spec.commandLine().getErr())) {
            ModelArtifact artifact = opened.artifact();
            Evaluation evaluation = new Evaluation(artifact.manifest().series());
            Dataset dataset = opened.dataset();
            InputSample inputs =
                    new InputSample(dataset, artifact.manifest().spec().rowWidth(), ROWS_LOOKED_AT, evaluation);
            opened.scoring().score(dataset, inputs);
            requireBothKinds(evaluation, opened.table().source());
            return new ModelResult(
                    artifact,
                    options.modelName(),
                    opened.alertRate(),
                    opened.scoring().judge().threshold(),
                    evaluation,
                    CalibrationTable.of(evaluation, artifact.manifest(), opened.alertRate()),
                    boundDraws == 0 ? null : LargeBound.of(artifact, inputs.normal(ROWS_BOUNDED), boundDraws),
                    report == null ? null : plane(artifact, inputs));
        }
    }

    private static LatentPlane plane(ModelArtifact artifact, InputSample inputs) {
        double[][] normal = PosteriorMeans.of(artifact, inputs.normal(ROWS_LOOKED_AT));
        return normal.length == 0
                ? null
                : LatentPlane.of(normal, PosteriorMeans.of(artifact, inputs.anomalous(ROWS_LOOKED_AT)));
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
