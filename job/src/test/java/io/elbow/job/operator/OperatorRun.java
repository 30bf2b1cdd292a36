// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.stream.BudgetOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** What the job's keyed operators make of records that come in this order, each task taking those of its own keys. */
final class OperatorRun {
    private static final int RECORDS_A_WATERMARK = 50;

    final List<ScoredObservation> scores = new ArrayList<>();
    final List<Alert> alerts = new ArrayList<>();
    final List<RejectedRecord> late = new ArrayList<>();

    private final List<List<Object>> candidates = new ArrayList<>();
    private final DetectorConfig config;
    private final ModelArtifact model;

    private OperatorRun(DetectorConfig config, ModelArtifact model) {
        this.config = config;
        this.model = model;
    }

    /** With as many tasks as the job has. */
    static OperatorRun of(List<SourcedObservation> records, DetectorConfig config, ModelArtifact model)
            throws Exception {
        OperatorRun run = new OperatorRun(config, model);
        for (int task = 0; task < config.job().parallelism(); task++) {
            run.task(records, task);
        }
        if (config.alerts().budget() != null) {
            run.decide();
        }
        return run;
    }

    /** A table's rows as records, whose offsets are the rows' numbers. */
    static List<SourcedObservation> records(List<Dataset.Row> rows) {
        return rows.stream()
                .map(row -> new SourcedObservation(
                        new Observation(row.key(), row.timestampMillis(), row.values()),
                        "records",
                        0,
                        row.number(),
                        null,
                        new byte[] {1}))
                .toList();
    }

    private void task(List<SourcedObservation> records, int task) throws Exception {
        int tasks = config.job().parallelism();
        try (var scoring = scoring(tasks, task);
                var alerting = alerting(tasks, task);
                var choosing = choosing(tasks, task)) {
            scoring.open();
            alerting.open();
            choosing.open();
            long newestMillis = Long.MIN_VALUE;
            for (int i = 0; i < records.size(); i++) {
                SourcedObservation record = records.get(i);
                long timestampMillis = record.observation().timestampMillis();
                if (Subtasks.of(record.observation().key(), ScoreHarness.MAX_PARALLELISM, tasks) == task) {
                    scoring.processElement1(record, timestampMillis);
                }
                newestMillis = Math.max(newestMillis, timestampMillis);
                if (i % RECORDS_A_WATERMARK == 0) {
                    scoring.processWatermark1(new Watermark(newestMillis - 1));
                }
            }
            scoring.endInput1();
            scoring.processWatermark1(Watermark.MAX_WATERMARK);
            KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, ?> last =
                    config.alerts().budget() == null ? alerting : choosing;
            for (Object element : scoring.getOutput()) {
                if (element instanceof Watermark watermark) {
                    last.processWatermark(watermark);
                } else {
                    last.processElement(scored(element));
                }
            }
            scores.addAll(scoring.extractOutputValues());
            alerts.addAll(alerting.extractOutputValues());
            candidates.add(new ArrayList<>(choosing.getOutput()));
            late.addAll(sideOutput(scoring, SideOutputs.DEAD_LETTERS));
        }
    }

    /** The one task takes what all others found, a watermark's worth of each by turns. */
    private void decide() throws Exception {
        try (var budget = new OneInputStreamOperatorTestHarness<>(new BudgetOperator(
                new TaskMeters(config.name(), null),
                config.alerts().budget(),
                config.alerts().cooldown()))) {
            budget.open();
            List<Iterator<Object>> inputs =
                    candidates.stream().map(List::iterator).toList();
            while (inputs.stream().anyMatch(Iterator::hasNext)) {
                Watermark reached = null;
                for (Iterator<Object> input : inputs) {
                    reached = upToWatermark(input, budget);
                }
                budget.processWatermark(reached);
            }
            alerts.addAll(budget.extractOutputValues());
        }
    }

    @SuppressWarnings("unchecked")
    private static Watermark upToWatermark(
            Iterator<Object> input, OneInputStreamOperatorTestHarness<AlertCandidate, Alert> budget) throws Exception {
        while (true) {
            Object element = input.next();
            if (element instanceof Watermark watermark) {
                return watermark;
            }
            budget.processElement((StreamRecord<AlertCandidate>) element);
        }
    }

    @SuppressWarnings("unchecked")
    private static StreamRecord<ScoredObservation> scored(Object element) {
        return (StreamRecord<ScoredObservation>) element;
    }

    private static <T> List<T> sideOutput(
            KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> harness, OutputTag<T> tag) {
        var output = harness.getSideOutput(tag);
        return output == null
                ? List.of()
                : output.stream().map(StreamRecord::getValue).toList();
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, SourcedObservation, ModelsInput, ScoredObservation> scoring(
            int tasks, int task) throws Exception {
        ScoreSettings settings = new ScoreSettings(
                config.name(),
                model.manifest().sources(),
                List.of(),
                config.writtenAlertRate(),
                config.shingle(),
                config.score(),
                "models",
                null,
                config.refresh().guard(),
                BudgetOptions.of(config));
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new ScoreOperator(
                        settings,
                        new TaskMeters(config.name(), null),
                        new ModelScorers(),
                        InitialModel.of(ArtifactCodec.encode(model))),
                record -> record.observation().key(),
                null,
                Types.STRING,
                ScoreHarness.MAX_PARALLELISM,
                tasks,
                task);
    }

    private KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, AlertCandidate> choosing(
            int tasks, int task) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(
                        new CandidateFunction(config.name(), config.alerts().cooldown())),
                ScoredObservation::key,
                Types.STRING,
                ScoreHarness.MAX_PARALLELISM,
                tasks,
                task);
    }

    private KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, Alert> alerting(int tasks, int task)
            throws Exception {
        AlertFunction function = new AlertFunction(new TaskMeters(config.name(), null), config.alerts());
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(function),
                ScoredObservation::key,
                Types.STRING,
                ScoreHarness.MAX_PARALLELISM,
                tasks,
                task);
    }
}
