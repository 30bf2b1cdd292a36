// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.InputFiles;
import io.elbow.data.InputTable;
import io.elbow.data.Observation;
import io.elbow.data.TableReader;
import io.elbow.kafka.RecordsReplay;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
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
        customSynopsis = "elbow-trainer replay --input FILE... --config YAML [OPTION]...",
        description =
                "Sends a table's rows to the records topic, in order, as the yaml's record section describes them.",
        footer = {"", "Example:", "  elbow-trainer replay --input today.csv --config detector.yaml --rate 1000"})
final class ReplayCommand implements Callable<Integer> {
    private static final long MINUTE_MILLIS = 60_000;

    /**
     * Where rows without a time begin. Counted from 1970, the later of them would look like a time of this century in
     * another unit, which the job refuses.
     */
    private static final long FIRST_MILLIS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private static final long REPORT_EVERY = 10_000;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "CSV or JSON lines, plain or gzip; a directory stands for the tables in it.")
    private List<Path> input = new ArrayList<>();

    @Mixin
    private DetectorFile config = new DetectorFile();

    @Option(names = "--rate", paramLabel = "N", description = "Records a second (default: as fast as possible).")
    private double rate;

    private long reported;

    @Override
    public Integer call() {
        if (rate < 0 || !Double.isFinite(rate)) {
            throw new BadInputException("--rate must be a positive number of records a second but was " + rate);
        }
        DetectorConfig detector = config.load(main.environment());
        InputTable table = checked(detector);
        Iterable<Observation> observations = () -> StreamSupport.stream(table.spliterator(), false)
                .map(row -> observation(row, detector))
                .iterator();
        Stopwatch stopwatch = new Stopwatch();
        long sent = RecordsReplay.replay(
                        detector, table.features(), table.conditions(), observations, rate, this::report)
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

    /** Read to its end once, so that a fault in it is reported before the first record is sent. */
    private InputTable checked(DetectorConfig detector) {
        InputFiles files = InputFiles.of(input);
        InputTable table = new InputTable(files.files(), roles(files.files().get(0), detector));
        table.forEach(row -> {});
        files.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
        table.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
        return table;
    }

    private static Observation observation(Dataset.Row row, DetectorConfig detector) {
        return new Observation(
                row.key().isEmpty() ? keyOfAll(detector) : row.key(),
                row.timestamp().isEmpty() ? FIRST_MILLIS + row.number() * MINUTE_MILLIS : row.timestampMillis(),
                row.values(),
                row.conditions());
    }

    /** The key of rows that have none: the detector's name, for each field of it. */
    private static String keyOfAll(DetectorConfig detector) {
        int fields = Math.max(1, detector.record().keyFields().size());
        return JoinedText.KEY.join(Collections.nCopies(fields, detector.name()));
    }

    /** The columns are those that the yaml's record section names, where the file has them. */
    private static ColumnRoles roles(Path first, DetectorConfig detector) {
        List<String> columns = TableReader.columns(first);
        List<String> keys = detector.record().keyFields();
        RecordOptions.Timestamp timestamp = detector.record().timestamp();
        return new ColumnRoles(
                        columns.containsAll(keys) ? detector.record().keyColumn() : null,
                        timestamp != null && columns.contains(timestamp.field()) ? timestamp.field() : null,
                        null,
                        detector.record().features(),
                        detector.condition().columnNames().stream()
                                .filter(columns::contains)
                                .toList())
                .withTimestampUnit(timestamp == null ? null : timestamp.unit());
    }

    private void report(long sent) {
        if (sent - reported >= REPORT_EVERY) {
            reported = sent;
            spec.commandLine().getErr().println("sent " + sent + " records");
        }
    }
}
