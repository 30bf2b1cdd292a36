// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.console.JsonLine;
import io.elbow.console.OutputFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code score}: a table's scores, in the order of its rows. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer score --model MODEL --input FILE... --output FILE.csv [OPTION]...",
        description = {
            "Scores every row of a table as the job would score it in a stream, and writes",
            "row,key,timestamp,score,reconstruction,kl,p_value,anomaly[,nats_<feature>..][,smoothed]."
        },
        footer = {
            "",
            "Rows are read one by one, so files may be larger than memory. They are numbered on from file to file;",
            "without a key column each of several files is a series of its own, with the file's name as its key.",
            "A row older than the newest one before it with its key is late: its verdict stays empty.",
            "",
            "Example:",
            "  elbow-trainer score --model cpu.safetensors --input today.csv --output scores.csv"
        })
final class ScoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ScoringOptions scoring = new ScoringOptions();

    @Option(names = "--output", required = true, paramLabel = "FILE.csv", description = "Where the scores go.")
    private Path output;

    @Option(names = "--attributions", description = "Also each feature's nats, which add up to reconstruction.")
    private boolean attributions;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    private ScoreTable table;

    @Override
    public Integer call() {
        OutputFiles.requireWritable(output);
        try (ScoringOptions.Opened opened =
                scoring.open(null, spec.commandLine().getErr())) {
            Stopwatch stopwatch = new Stopwatch();
            OutputFiles.write(output, temporary -> write(opened, temporary));
            report(opened, stopwatch.seconds());
        }
        return 0;
    }

    private void write(ScoringOptions.Opened opened, Path temporary) throws IOException {
        try (ScoreTable writing = new ScoreTable(
                temporary,
                opened.artifact().manifest().featureNames(),
                attributions,
                !opened.scoring().judge().smoothing().isNone())) {
            table = writing;
            opened.scoring().score(opened.table().conditions(), opened.rows(), writing);
        }
    }

    private void report(ScoringOptions.Opened opened, double seconds) {
        AlignedLines lines = new AlignedLines()
                .add("model", opened.artifact().shortId())
                .add("scored", String.format(Locale.ROOT, "%d rows in %.1f s", table.scored(), seconds))
                .add("anomalies", Long.toString(table.anomalies()))
                .add("threshold", opened.threshold());
        if (table.late() > 0) {
            lines.add("late", table.late() + " rows older than the newest before them with their key: not scored");
        }
        long unseen = opened.scoring().unseen();
        if (unseen > 0) {
            lines.add("unseen", unseen + " rows with a condition that is missing or was in no training row");
        }
        lines.add("written", output.toString()).printTo(spec.commandLine().getErr());
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(new JsonLine()
                            .put("output", output.toString())
                            .put("model", opened.artifact().modelId())
                            .put("rows", table.scored() + table.late())
                            .put("scored", table.scored())
                            .put("late", table.late())
                            .put("anomalies", table.anomalies())
                            .put("unseen", unseen)
                            .put("alert_rate", opened.alertRate())
                            .put("threshold", opened.scoring().judge().threshold()));
        }
    }
}
