// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.data.Observation;
import io.elbow.job.TestingOptions;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.RefreshInput;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.stream.BudgetOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** A score operator with batches of 3, a linger of 5 ms, and shorthand for what goes in and comes out. */
final class ScoreHarness implements AutoCloseable {
    static final int BATCH = 3;
    static final int LINGER_MILLIS = 5;
    static final int MAX_PARALLELISM = 16;

    /** Of a busy key about one sample a second of event time. */
    static final RefreshOptions SAMPLING = TestingOptions.hourly(900);

    final TestingScorers scorers = new TestingScorers();
    final KeyedTwoInputStreamOperatorTestHarness<String, SourcedObservation, ModelsInput, ScoredObservation> flink;

    private long offset;

    private ScoreHarness(ModelArtifact model, ShingleOptions shingle, int parallelism, int subtask) throws Exception {
        this(model, shingle, parallelism, subtask, StateVersions.SCORE, null);
    }

    private ScoreHarness(
            ModelArtifact model,
            ShingleOptions shingle,
            int parallelism,
            int subtask,
            StateVersions versions,
            ScorerFactory factory)
            throws Exception {
        this(model, InitialModel.of(ArtifactCodec.encode(model)), shingle, parallelism, subtask, versions, factory);
    }

    /** @param factory null: {@link #scorers} */
    private ScoreHarness(
            ModelArtifact model,
            InitialModel first,
            ShingleOptions shingle,
            int parallelism,
            int subtask,
            StateVersions versions,
            ScorerFactory factory)
            throws Exception {
        this(model, first, shingle, parallelism, subtask, versions, factory, null);
    }

    /** @param budget null: the p-value decides */
    private ScoreHarness(
            ModelArtifact model,
            InitialModel first,
            ShingleOptions shingle,
            int parallelism,
            int subtask,
            StateVersions versions,
            ScorerFactory factory,
            BudgetOptions budget)
            throws Exception {
        ScoreSettings settings = new ScoreSettings(
                TestingModels.DETECTOR,
                model.manifest().sources(),
                model.manifest().conditions().columnNames(),
                null,
                shingle,
                new ScoreOptions(0, ScoreOptions.ScorerChoice.AUTO, BATCH, Duration.ofMillis(LINGER_MILLIS)),
                "metrics-models",
                SAMPLING,
                SAMPLING.guard(),
                budget);
        ScoreOperator operator = new ScoreOperator(
                settings,
                new TaskMeters(TestingModels.DETECTOR, null),
                factory == null ? scorers : factory,
                first,
                versions);
        // As in the topology: the models input has no key.
        flink = new KeyedTwoInputStreamOperatorTestHarness<>(
                operator,
                record -> record.observation().key(),
                null,
                Types.STRING,
                MAX_PARALLELISM,
                parallelism,
                subtask);
    }

    /**
     * Under a budget.
     *
     * @param state to begin with; null: none
     */
    static ScoreHarness underBudget(ModelArtifact model, BudgetOptions budget, OperatorSubtaskState state)
            throws Exception {
        ShingleOptions shingle = new ShingleOptions(1, 1, null, Duration.ofDays(7));
        InitialModel first = InitialModel.of(ArtifactCodec.encode(model));
        ScoreHarness harness = new ScoreHarness(model, first, shingle, 1, 0, StateVersions.SCORE, null, budget);
        if (state != null) {
            harness.flink.initializeState(state);
        }
        harness.flink.open();
        return harness;
    }

    static ScoreHarness open(ModelArtifact model) throws Exception {
        return open(model, new ShingleOptions(1, 1, null, Duration.ofDays(7)));
    }

    /** With scorers that look at the model. */
    static ScoreHarness real(ModelArtifact model) throws Exception {
        ShingleOptions shingle = new ShingleOptions(1, 1, null, Duration.ofDays(7));
        ScoreHarness harness = new ScoreHarness(model, shingle, 1, 0, StateVersions.SCORE, new ModelScorers());
        harness.flink.open();
        return harness;
    }

    static ScoreHarness open(ModelArtifact model, int parallelism, int subtask) throws Exception {
        ScoreHarness harness =
                new ScoreHarness(model, new ShingleOptions(1, 1, null, Duration.ofDays(7)), parallelism, subtask);
        harness.flink.open();
        return harness;
    }

    static ScoreHarness open(ModelArtifact model, ShingleOptions shingle) throws Exception {
        ScoreHarness harness = new ScoreHarness(model, shingle, 1, 0);
        harness.flink.open();
        return harness;
    }

    /** As another release would keep its state. */
    static ScoreHarness open(ModelArtifact model, StateVersions versions) throws Exception {
        ScoreHarness harness =
                new ScoreHarness(model, new ShingleOptions(1, 1, null, Duration.ofDays(7)), 1, 0, versions, null);
        harness.flink.open();
        return harness;
    }

    static ScoreHarness restored(ModelArtifact model, OperatorSubtaskState state, int parallelism, int subtask)
            throws Exception {
        return restored(InitialModel.of(ArtifactCodec.encode(model)), model, state, parallelism, subtask);
    }

    /**
     * As a resubmitted job begins.
     *
     * @param state null: none
     */
    static ScoreHarness restored(
            InitialModel first, ModelArtifact model, OperatorSubtaskState state, int parallelism, int subtask)
            throws Exception {
        ShingleOptions shingle = new ShingleOptions(1, 1, null, Duration.ofDays(7));
        ScoreHarness harness = new ScoreHarness(model, first, shingle, parallelism, subtask, StateVersions.SCORE, null);
        if (state != null) {
            harness.flink.initializeState(state);
        }
        harness.flink.open();
        return harness;
    }

    /** A record of both features, each so many deviations from its mean, and of the first model's conditions. */
    void record(String key, long timestampMillis, double cpu, double memory, String... conditions) throws Exception {
        double[] values = {
            TestingModels.MEAN + cpu * TestingModels.DEVIATION, TestingModels.MEAN + memory * TestingModels.DEVIATION
        };
        byte[] raw = ("raw-" + offset).getBytes(StandardCharsets.UTF_8);
        SourcedObservation record = new SourcedObservation(
                new Observation(key, timestampMillis, values, conditions), "metrics", 0, offset++, null, raw);
        flink.processElement1(record, timestampMillis);
    }

    /** A record of the first model's features, in the user's units. */
    void values(String key, long timestampMillis, double... values) throws Exception {
        byte[] raw = ("raw-" + offset).getBytes(StandardCharsets.UTF_8);
        Observation observation = new Observation(key, timestampMillis, values, Observation.NO_CONDITIONS);
        flink.processElement1(new SourcedObservation(observation, "metrics", 0, offset++, null, raw), timestampMillis);
    }

    void normal(String key, long timestampMillis) throws Exception {
        record(key, timestampMillis, 1, 1);
    }

    void model(String key, byte[] bytes) throws Exception {
        update(TestingMessages.published(key, bytes, ModelRole.CHAMPION, null, 42));
    }

    void champion(ModelArtifact model) throws Exception {
        model(TestingModels.DETECTOR, ArtifactCodec.encode(model));
    }

    /** A message as the topic would bring it. */
    void update(ModelMessage message) throws Exception {
        flink.processElement2(new StreamRecord<>(ModelsInput.of(message)));
    }

    void command(ControlMessage command) throws Exception {
        flink.processElement2(new StreamRecord<>(ModelsInput.of(command)));
    }

    List<ModelMessage> restored() {
        return sideOutput(SideOutputs.MODELS_TO_PUBLISH);
    }

    List<ScoredObservation> scored() {
        return flink.extractOutputValues();
    }

    /** Published at an offset, active from an event time on. */
    void announced(ModelArtifact model, long offset, String activation) throws Exception {
        update(TestingMessages.announced(model, offset, activation));
    }

    void challenger(ModelArtifact model) throws Exception {
        kept(model, ModelRole.CHALLENGER);
    }

    /** Under its own key. */
    void kept(ModelArtifact model, ModelRole role) throws Exception {
        update(TestingMessages.kept(model, role, 43));
    }

    List<ScorerNotification> notifications() {
        return sideOutput(SideOutputs.NOTIFICATIONS);
    }

    List<DetectorEvent> events() {
        return sideOutput(SideOutputs.EVENTS);
    }

    List<RejectedRecord> deadLetters() {
        return sideOutput(SideOutputs.DEAD_LETTERS);
    }

    /** What a refresh may learn from. */
    List<Sample> samples() {
        return sideOutput(SideOutputs.REFRESH_INPUT).stream()
                .map(RefreshInput::sample)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The models that score, as the refresh is handed them. */
    List<RefreshInput.ModelInUse> champions() {
        return sideOutput(SideOutputs.REFRESH_INPUT).stream()
                .map(RefreshInput::model)
                .filter(Objects::nonNull)
                .toList();
    }

    /** A record that goes to another subtask. */
    void elsewhere() {
        offset++;
    }

    private <T> List<T> sideOutput(OutputTag<T> tag) {
        Queue<StreamRecord<T>> output = flink.getSideOutput(tag);
        return output == null
                ? List.of()
                : output.stream().map(StreamRecord::getValue).toList();
    }

    static double count(String meter, String... tags) {
        return MetricsServer.registry().get(meter).tags(tags).counter().count();
    }

    @Override
    public void close() throws Exception {
        flink.close();
    }
}
