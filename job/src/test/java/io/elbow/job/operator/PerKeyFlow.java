// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.config.ShingleOptions;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Standardizer;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.event.SourcedObservation;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** One subtask of a score operator with a model that standardises by key; takes the records of its own keys alone. */
final class PerKeyFlow implements AutoCloseable {
    private static final int KEYS = 5;
    static final int BUCKET_MILLIS = 100;
    static final Duration IDLE_TTL = Duration.ofDays(7);
    private static final int MAX_PARALLELISM = ScoreHarness.MAX_PARALLELISM;
    static final PerKeyOptions OPTIONS =
            new PerKeyOptions(20, Duration.ofMillis(BUCKET_MILLIS), Duration.ofMillis(100 * BUCKET_MILLIS));

    /** Knows k0, which lies two deviations above the global mean and varies little. */
    static final PerKeyFit FIT = new PerKeyFit(
            OPTIONS, new float[] {0.5f, 0.5f}, List.of("k0"), new float[] {50}, new float[] {2, 2}, new float[] {
                0.1f, 0.1f
            });

    private final KeyedTwoInputStreamOperatorTestHarness<String, SourcedObservation, ModelsInput, ScoredObservation>
            flink;
    private final int parallelism;
    private final int subtask;
    private long offset;

    /** @param state null: none is restored */
    PerKeyFlow(ModelArtifact model, int batchSize, int parallelism, int subtask, OperatorSubtaskState state)
            throws Exception {
        this(model, batchSize, parallelism, subtask, state, null, null, RefreshOptions.DEFAULT.guard(), null);
    }

    /** Of one task whose state lies in a backend. */
    static PerKeyFlow on(StateBackend backend, ModelArtifact model, int batchSize, OperatorSubtaskState state)
            throws Exception {
        return new PerKeyFlow(model, batchSize, 1, 0, state, null, null, RefreshOptions.DEFAULT.guard(), backend);
    }

    /** With samples for a refresh. */
    static PerKeyFlow sampling(ModelArtifact model) throws Exception {
        return new PerKeyFlow(model, 1, 1, 0, null, null, ScoreHarness.SAMPLING, ScoreHarness.SAMPLING.guard(), null);
    }

    /** With another alert rate than the model's. */
    static PerKeyFlow alerting(ModelArtifact model, int batchSize, int parallelism, int subtask, double rate)
            throws Exception {
        return new PerKeyFlow(
                model, batchSize, parallelism, subtask, null, rate, null, RefreshOptions.DEFAULT.guard(), null);
    }

    /** The same with another guard than the default one. */
    static PerKeyFlow guarded(ModelArtifact model, double rate, double guard) throws Exception {
        return new PerKeyFlow(model, 7, 1, 0, null, rate, null, guard, null);
    }

    private PerKeyFlow(
            ModelArtifact model,
            int batchSize,
            int parallelism,
            int subtask,
            OperatorSubtaskState state,
            Double alertRate,
            RefreshOptions sampling,
            double guard,
            StateBackend backend)
            throws Exception {
        this.parallelism = parallelism;
        this.subtask = subtask;
        ScoreSettings settings = new ScoreSettings(
                TestingModels.DETECTOR,
                model.manifest().sources(),
                List.of(),
                alertRate,
                new ShingleOptions(2, 1, null, IDLE_TTL),
                new ScoreOptions(0, ScorerChoice.AUTO, batchSize, Duration.ofDays(1)),
                "metrics-models",
                sampling,
                guard);
        ScoreOperator operator = new ScoreOperator(
                settings,
                new TaskMeters(TestingModels.DETECTOR, null),
                TestingScorer::of,
                InitialModel.of(ArtifactCodec.encode(model)));
        flink = new KeyedTwoInputStreamOperatorTestHarness<>(
                operator,
                record -> record.observation().key(),
                null,
                Types.STRING,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        if (backend != null) {
            flink.setStateBackend(backend);
        }
        if (state != null) {
            flink.initializeState(state);
        }
        flink.open();
    }

    void record(Dataset.Row row) throws Exception {
        if (Subtasks.of(row.key(), MAX_PARALLELISM, parallelism) == subtask) {
            record(row.number(), row.key(), row.timestampMillis(), row.values());
        }
    }

    void record(String key, long timestampMillis, double... values) throws Exception {
        record(offset++, key, timestampMillis, values);
    }

    private void record(long number, String key, long timestampMillis, double[] values) throws Exception {
        flink.processElement1(sourced(key, number, timestampMillis, values), timestampMillis);
    }

    static SourcedObservation sourced(String key, long number, long timestampMillis, double... values) {
        Observation observation = new Observation(key, timestampMillis, Arrays.copyOf(values, values.length));
        return new SourcedObservation(observation, "metrics", 0, number, null, new byte[] {1});
    }

    void champion(ModelArtifact model) throws Exception {
        message(TestingMessages.champion(ArtifactCodec.encode(model), offset));
    }

    /** From an event time on. */
    void announce(ModelArtifact model, long activationMillis) throws Exception {
        message(TestingMessages.announced(
                model, offset, Instant.ofEpochMilli(activationMillis).toString()));
    }

    void challenger(ModelArtifact model) throws Exception {
        message(TestingMessages.kept(model, ModelRole.CHALLENGER, offset));
    }

    private void message(ModelMessage message) throws Exception {
        flink.processElement2(new StreamRecord<>(ModelsInput.of(message)));
    }

    /** What the challenger was counted to make of the records. */
    ShadowReport shadow() {
        ShadowReport sum = new ShadowReport();
        flink.getSideOutput(SideOutputs.NOTIFICATIONS).stream()
                .map(notification -> notification.getValue().counts())
                .filter(Objects::nonNull)
                .forEach(counts -> sum.add(counts.report()));
        return sum;
    }

    List<Sample> samples() {
        return flink.getSideOutput(SideOutputs.REFRESH_INPUT).stream()
                .map(input -> input.getValue().sample())
                .filter(Objects::nonNull)
                .toList();
    }

    OperatorSubtaskState snapshot() throws Exception {
        flink.prepareSnapshotPreBarrier(1);
        return flink.snapshot(1, 1);
    }

    void end() throws Exception {
        flink.endInput1();
    }

    /** Values that keyed state holds, in all states together. */
    int keyedStateEntries() {
        return flink.numKeyedStateEntries();
    }

    List<ScoredObservation> scored() {
        return flink.extractOutputValues();
    }

    @Override
    public void close() throws Exception {
        flink.close();
    }

    static ModelArtifact model(int shingle, Standardizer scaler, PerKeyFit fit) {
        ModelArtifact alike = TestingModels.model(shingle, 1);
        Manifest manifest = TestingModels.withScaler(alike.manifest(), scaler);
        return ArtifactCodec.create(TestingModels.withPerKey(manifest, fit), alike.tensors());
    }

    /** Each key at a level of its own, with incidents, gaps and missing values. */
    static List<Dataset.Row> rows(int count) {
        Random random = new Random(4);
        List<Dataset.Row> rows = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(100) == 0 ? 3 * BUCKET_MILLIS : random.nextInt(10);
            int key = random.nextInt(KEYS);
            double shift = random.nextInt(40) == 0 ? 200 : 0;
            double[] values = {
                100 + 8 * key + 4 * random.nextGaussian() + shift,
                random.nextInt(20) == 0 ? Double.NaN : 100 - 8 * key + 4 * random.nextGaussian()
            };
            rows.add(new Dataset.Row(i, "k" + key, "", time, values, false));
        }
        return rows;
    }
}
