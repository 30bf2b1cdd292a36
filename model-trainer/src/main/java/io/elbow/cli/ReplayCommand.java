// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RecordOptions;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.data.TableReader;
import io.elbow.kafka.RecordsReplay;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code replay}: a table's rows as records of the records topic. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer replay --input FILE --config YAML [OPTION]...",
        description =
                "Sends a table's rows to the records topic, in order, as the yaml's record section describes them.",
        footer = {"", "Example:", "  elbow-trainer replay --input today.csv --config detector.yaml --rate 1000"})
final class ReplayCommand implements Callable<Integer> {
    private static final long MINUTE_MILLIS = 60_000;
    private static final long TOLD_EVERY = 10_000;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "CSV, plain or gzip.")
    private Path input;

    @Mixin
    private DetectorFile config = new DetectorFile();

    @Option(names = "--rate", paramLabel = "N", description = "Records a second (default: as fast as possible).")
    private double rate;

    private long told;

    @Override
    public Integer call() {
        if (rate < 0 || !Double.isFinite(rate)) {
            throw new BadInputException("--rate must be a positive number of records a second but was " + rate);
        }
        DetectorConfig detector = config.load(main.environment());
        Dataset dataset = TableReader.read(input, roles(detector));
        dataset.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
        boolean timed = !dataset.rows().get(0).timestamp().isEmpty();
        List<Observation> observations = dataset.rows().stream()
                .map(row -> new Observation(
                        row.key().isEmpty() ? detector.name() : row.key(),
                        timed ? row.timestampMillis() : row.number() * MINUTE_MILLIS,
                        row.values(),
                        row.conditions()))
                .toList();
        Stopwatch stopwatch = new Stopwatch();
        long sent = RecordsReplay.replay(
                        detector, dataset.features(), dataset.conditions(), observations, rate, this::tell)
                .records();
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "sent %d records to %s in %.1f s%n",
                        sent,
                        detector.kafka().topics().records(),
                        stopwatch.seconds());
        return 0;
    }

    /** The columns are those that the yaml's record section names, where the file has them. */
    private ColumnRoles roles(DetectorConfig detector) {
        List<String> columns = TableReader.columns(input);
        String key = detector.record().key();
        RecordOptions.Timestamp timestamp = detector.record().timestamp();
        return new ColumnRoles(
                key != null && columns.contains(key) ? key : null,
                timestamp != null && columns.contains(timestamp.field()) ? timestamp.field() : null,
                null,
                detector.record().features(),
                detector.condition().columnNames().stream()
                        .filter(columns::contains)
                        .toList());
    }

    private void tell(long sent) {
        if (sent - told >= TOLD_EVERY) {
            told = sent;
            spec.commandLine().getErr().println("sent " + sent + " records");
        }
    }
}
