// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.AlertBudget;
import io.elbow.config.BadInputException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.Durations;
import io.elbow.console.AlertRate;
import io.elbow.console.OutputFiles;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.data.TableReader;
import io.elbow.job.detect.Backtest;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.pipeline.StartChecks;
import io.elbow.scoring.LabelledRuns;
import io.elbow.stream.BudgetOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code backtest}: the alerts that the job would have raised over a file. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-local backtest --model MODEL --input FILE --config YAML [OPTION]...",
        description = {
            "Lists the alerts that the job would have raised over a file in the order of time, by the job's own",
            "logic, and sums them up. Nothing is started: no broker, no Flink."
        },
        footer = {
            "",
            "Example:",
            "  elbow-local backtest --model cpu.safetensors --input last-week.csv --config detector.yaml"
        })
final class BacktestCommand implements Callable<Integer> {
    private static final byte[] NO_BYTES = {};

    @ParentCommand
    private LocalMain main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The artifact.")
    private Path model;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "CSV, plain or gzip, in the order of time; columns are matched by name.")
    private Path input;

    @Option(names = "--config", required = true, paramLabel = "YAML", description = "The detector's yaml.")
    private Path config;

    @Option(
            names = "--key",
            paramLabel = "COL",
            description =
                    "Column of the key, several joined by commas; \"\": the file is one key (default: the yaml's, else the model's).")
    private String key;

    @Option(
            names = "--timestamp",
            paramLabel = "COL",
            description = "Column of the event time; \"\": none (default: the yaml's, else the model's).")
    private String timestamp;

    @Option(
            names = "--step",
            paramLabel = "SPAN",
            description = "Event time between rows where no column has it (default: 1m).")
    private String step = "1m";

    @Option(
            names = "--alert-rate",
            paramLabel = "P",
            description = "Promised share of normal records that alert (default: the yaml's, else the model's).")
    private Double alertRate;

    @Option(
            names = "--alert-budget",
            paramLabel = "N/SPAN",
            description = "Let at most so many incidents open in so long instead, 1/1d or 5/7d (default: the yaml's).")
    private String alertBudget;

    @Option(
            names = "--label",
            paramLabel = "COL",
            description = "Column that marks anomalies, to say which incidents are found.")
    private String label;

    @Option(
            names = "--alerts",
            paramLabel = "FILE.jsonl",
            description = "Also write the messages of the alerts topic, one a line.")
    private Path alerts;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        DetectorConfig detector = underBudget(ConfigLoader.load(config, main.environment()));
        ModelArtifact artifact = ModelStore.load(model);
        StartChecks.model(detector, artifact);
        double rate = rate(detector, artifact);
        long stepMillis = stepMillis();
        if (alerts != null) {
            OutputFiles.requireWritable("--alerts", alerts);
        }
        PrintWriter err = spec.commandLine().getErr();
        BacktestColumns columns = new BacktestColumns(input, key, timestamp, label);
        columns.neither(detector, artifact)
                .ifPresent(note -> err.println("note: " + note + ": its rows are taken as one key's, " + step
                        + " apart; --key and --timestamp name other columns"));
        Dataset dataset = TableReader.read(input, columns.roles(detector, artifact));
        dataset.notes().forEach(note -> err.println("note: " + note));
        PrintWriter out = json ? err : spec.commandLine().getOut();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        BacktestResult result = new BacktestResult(
                label == null ? null : new LabelledRuns(dataset.rows()),
                detector.alerts().cooldown(),
                listing(out, messages));
        BacktestResult.Facts facts = run(detector, artifact, dataset, rate, stepMillis, result);
        if (alerts != null) {
            OutputFiles.write("--alerts", alerts, temporary -> Files.write(temporary, messages.toByteArray()));
        }
        result.printTo(out, facts);
        if (json) {
            spec.commandLine().getOut().println(result.json(facts));
        }
        return 0;
    }

    private Consumer<Alert> listing(PrintWriter out, ByteArrayOutputStream messages) {
        return alert -> {
            out.println(AlertLine.of(alert, alert.status()));
            if (alerts != null) {
                messages.writeBytes(AlertJson.write(alert));
                messages.write('\n');
            }
        };
    }

    private BacktestResult.Facts run(
            DetectorConfig detector,
            ModelArtifact artifact,
            Dataset dataset,
            double rate,
            long stepMillis,
            BacktestResult result)
            throws Exception {
        boolean timed = dataset.rows().stream().anyMatch(row -> !row.timestamp().isEmpty());
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        try (LiveModel inUse = new LiveModel(
                artifact,
                rate,
                detector.refresh().guard(),
                new ModelScorers().create(artifact, detector.score().scorer()),
                dataset.conditions(),
                BudgetOptions.of(detector))) {
            Backtest backtest = new Backtest(
                    detector.name(),
                    inUse,
                    detector.shingle(),
                    detector.alerts(),
                    detector.score().batchSize(),
                    result);
            AlertBudget budget = detector.alerts().budget();
            if (budget != null) {
                BudgetFacts.compare(backtest, budget);
            }
            for (int i = 0; i < dataset.rows().size(); i++) {
                Dataset.Row row = dataset.rows().get(i);
                long millis = timed ? row.timestampMillis() : Math.multiplyExact(i, stepMillis);
                first = Math.min(first, millis);
                last = Math.max(last, millis);
                backtest.take(record(row, i, millis, detector.name()));
            }
            backtest.finish();
            return new BacktestResult.Facts(
                    artifact.modelId(),
                    rate,
                    inUse.threshold(),
                    dataset.rows().size(),
                    backtest.late(),
                    backtest.warmingUp(),
                    last - first,
                    timed ? null : stepMillis,
                    budget == null
                            ? null
                            : BudgetFacts.of(backtest, budget, inUse.surprises().firstThreshold()));
        }
    }

    /** A flag beats the yaml's rate or budget. */
    private DetectorConfig underBudget(DetectorConfig yaml) {
        if (alertBudget != null && alertRate != null) {
            throw new BadInputException("--alert-rate and --alert-budget exclude each other: give one of them");
        }
        if (alertBudget == null) {
            return alertRate == null ? yaml : yaml.withBudget(null);
        }
        try {
            return yaml.withBudget(AlertBudget.parse(alertBudget));
        } catch (BadInputException e) {
            throw new BadInputException("--alert-budget: " + e.getMessage(), e);
        }
    }

    /**
     * The file stands for a topic without a name. The record's offset is its row number, which the labels are looked up
     * by; the alert's id is a hash of key and event time.
     */
    private static SourcedObservation record(Dataset.Row row, int number, long millis, String detector) {
        String key = row.key().isEmpty() ? detector : row.key();
        return new SourcedObservation(
                new Observation(key, millis, row.values(), row.conditions()), null, 0, number, null, NO_BYTES);
    }

    private long stepMillis() {
        long millis;
        try {
            millis = Durations.parse(step).toMillis();
        } catch (BadInputException e) {
            throw new BadInputException("--step: " + e.getMessage(), e);
        }
        if (millis <= 0) {
            throw new BadInputException("--step must be positive but was " + step);
        }
        return millis;
    }

    private double rate(DetectorConfig detector, ModelArtifact artifact) {
        Double written = alertRate == null ? detector.writtenAlertRate() : alertRate;
        return AlertRate.require(artifact.manifest().alertRateOr(written));
    }
}
