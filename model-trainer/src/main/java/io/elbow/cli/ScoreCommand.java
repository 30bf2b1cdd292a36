// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.elbow.data.Dataset;
import io.elbow.data.Numbers;
import io.elbow.scoring.BatchScoring;
import io.elbow.scoring.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        description = {
            "Scores every row of a table as the job would score it in a stream.",
            "Writes row,key,timestamp,score,reconstruction,kl,p_value,anomaly[,nats_<feature>..]."
        },
        footer = {
            "",
            "Example:",
            "  elbow-trainer score --model cpu.safetensors --input today.csv --output scores.csv --attributions"
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

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    @Override
    public Integer call() {
        OutputFiles.requireWritable(output);
        try (ScoringOptions.Opened opened =
                scoring.open(null, spec.commandLine().getErr())) {
            Stopwatch stopwatch = new Stopwatch();
            Totals totals = new Totals();
            OutputFiles.write(output, temporary -> write(opened, temporary, totals));
            report(opened, totals, stopwatch.seconds());
        }
        return 0;
    }

    private void write(ScoringOptions.Opened opened, Path temporary, Totals totals) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(temporary)) {
            csv.writeRecord(header(opened.dataset()));
            opened.scoring().score(opened.dataset(), new Rows(csv, totals));
        }
    }

    private List<String> header(Dataset dataset) {
        List<String> header = new ArrayList<>(
                List.of("row", "key", "timestamp", "score", "reconstruction", "kl", "p_value", "anomaly"));
        if (attributions) {
            dataset.features().forEach(feature -> header.add("nats_" + feature));
        }
        return header;
    }

    private void report(ScoringOptions.Opened opened, Totals totals, double seconds) {
        PrintWriter err = spec.commandLine().getErr();
        double threshold = opened.scoring().judge().threshold();
        err.printf(
                Locale.ROOT,
                "model      %s%nscored     %d rows in %.1f s%nanomalies  %d (threshold %s nats)%n",
                opened.artifact().shortId(),
                totals.scored,
                seconds,
                totals.anomalies,
                Numbers.nineDigits(threshold));
        if (totals.late > 0) {
            err.println("late       " + totals.late + " rows older than the newest of their key: not scored");
        }
        err.println("written    " + output);
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("output", output.toString());
            node.put("model", opened.artifact().modelId());
            node.put("rows", opened.dataset().rows().size());
            node.put("scored", totals.scored);
            node.put("late", totals.late);
            node.put("anomalies", totals.anomalies);
            node.put("threshold", threshold);
            spec.commandLine().getOut().println(node);
        }
    }

    private static final class Totals {
        private long scored;
        private long late;
        private long anomalies;
    }

    private final class Rows implements BatchScoring.Sink {
        private final CsvWriter csv;
        private final Totals totals;

        Rows(CsvWriter csv, Totals totals) {
            this.csv = csv;
            this.totals = totals;
        }

        @Override
        public void scored(Dataset.Row row, Verdict verdict, double[] featureNats) {
            totals.scored++;
            totals.anomalies += verdict.anomaly() ? 1 : 0;
            List<String> cells = cells(row);
            cells.add(Numbers.nineDigits(verdict.score()));
            cells.add(Numbers.nineDigits(verdict.reconstruction()));
            cells.add(Numbers.nineDigits(verdict.kl()));
            cells.add(Numbers.nineDigits(verdict.pValue()));
            cells.add(Boolean.toString(verdict.anomaly()));
            if (attributions) {
                for (double nats : featureNats) {
                    cells.add(Numbers.nineDigits(nats));
                }
            }
            csv.writeRecord(cells);
        }

        @Override
        public void late(Dataset.Row row) {
            totals.late++;
            List<String> cells = cells(row);
            int empty = 5 + (attributions ? row.values().length : 0);
            for (int i = 0; i < empty; i++) {
                cells.add("");
            }
            csv.writeRecord(cells);
        }

        private List<String> cells(Dataset.Row row) {
            List<String> cells = new ArrayList<>();
            cells.add(Long.toString(row.number()));
            cells.add(row.key());
            cells.add(row.timestamp());
            return cells;
        }
    }
}
