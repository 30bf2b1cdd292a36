// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.FeatureExcess;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.detect.LiveModels;
import io.elbow.job.detect.ModelAcceptance;
import io.elbow.job.detect.ModelChangeAtStart;
import io.elbow.job.detect.ModelRegistry;
import io.elbow.job.detect.SampleSelection;
import io.elbow.job.detect.SampleThinning;
import io.elbow.job.detect.ScoredRecords;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.detect.Transition;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.RefreshInput;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.ElboMeters;
import io.elbow.protocol.ModelMessage;
import io.elbow.stream.ModelBatch;
import io.elbow.stream.StreamScoring;
import java.util.List;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Scores the records of all its keys by {@link StreamScoring}, with the champion that the models input last brought
 * ({@link ModelRegistry}), and with the challenger where one runs.
 *
 * <p>First input: records, keyed. Second input: models, broadcast, without a key.
 *
 * <p>Owned state: each key's memory ({@link KeyMemoryState}), by what features it is ({@link FeatureLayouts}) and the
 * units of its statistics ({@link StatisticsUnits}), the models' bytes ({@link ModelState}), the states' versions
 * ({@link VersionState}), and between two elements a batch of ready rows, empty whenever a checkpoint is taken.
 *
 * <p>Lifecycle: the batch is scored when it is full, when it lingered long enough, before a barrier, before a watermark
 * or an idleness status, before another model takes over, before a key of which it holds rows begins another bucket of
 * its statistics, and at the end of the input.
 *
 * <p>No process function: only an operator hears of barriers and watermarks before they are passed on.
 */
public final class ScoreOperator extends AbstractStreamOperator<ScoredObservation>
        implements TwoInputStreamOperator<SourcedObservation, ModelsInput, ScoredObservation>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;
    private static final int RECORDS_INPUT = 1;

    private final ScoreSettings settings;
    private final TaskMeters taskMeters;
    private final ScorerFactory scorers;
    private final InitialModel first;
    private final StateVersions versions;

    private transient KeyMemoryState memories;
    private transient FeatureLayouts layouts;
    private transient StatisticsUnits units;
    private transient ModelState modelState;
    private transient ModelRegistry registry;
    private transient LiveModels models;
    private transient TransitionReporter reporter;
    private transient StreamScoring<SourcedObservation> scoring;
    private transient ShadowComparison shadow;
    private transient SampleSelection samples;
    private transient String emittedChampion;
    private transient LingerTimer linger;
    private transient ElboMeters meters;

    /** @param first used where no state is restored, or the state is older than what it announces */
    public ScoreOperator(ScoreSettings settings, TaskMeters taskMeters, ScorerFactory scorers, InitialModel first) {
        this(settings, taskMeters, scorers, first, StateVersions.SCORE);
    }

    ScoreOperator(
            ScoreSettings settings,
            TaskMeters taskMeters,
            ScorerFactory scorers,
            InitialModel first,
            StateVersions versions) {
        this.settings = settings;
        this.taskMeters = taskMeters;
        this.scorers = scorers;
        this.first = first;
        this.versions = versions;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        boolean hasEarlier = VersionState.check("score", versions, context.getOperatorStateStore());
        layouts = new FeatureLayouts(context.getOperatorStateStore());
        memories = new KeyMemoryState(
                context.getKeyedStateStore(), settings.shingle().idleTtl(), hasEarlier, this::setCurrentKey, layouts);
        units = new StatisticsUnits(context.getOperatorStateStore());
        modelState = new ModelState(context.getOperatorStateStore());
    }

    @Override
    public void open() throws Exception {
        super.open();
        meters = taskMeters.open();
        linger = new LingerTimer(getProcessingTimeService(), settings.score().linger(), () -> scoring.flush());
        shadow = new ShadowComparison(meters.refresh(), output);
        samples = settings.refresh() == null ? null : new SampleSelection(SampleThinning.of(settings.refresh()));
        openModels();
    }

    private void openModels() throws Exception {
        ModelAcceptance acceptance =
                new ModelAcceptance(settings.detector(), settings.features(), settings.conditions(), settings::refusal);
        ModelChangeAtStart change =
                ModelChangeAtStart.of(modelState.read(first), first, acceptance, settings.features());
        registry = new ModelRegistry(settings.detector(), acceptance, change.state(), first);
        registry.passOver(change.isOne() ? first.offset() : ModelMessage.NONE);
        layouts.follow(
                change.before(), settings.features(), units, registry.champion().scaler());
        models = new LiveModels(artifact -> settings.live(artifact, scorers));
        reporter = new TransitionReporter(settings, registry, models, meters, output, isFirstSubtask());
        models.follow(registry);
        modelState.write(registry.state());
        scoring = new StreamScoring<>(models, memories, settings.ofLoop(), units, new Outcomes());
        emitChampion();
        apply(registry.begin(first), null);
        reporter.began(change);
    }

    @Override
    public void processElement1(StreamRecord<SourcedObservation> element) {
        SourcedObservation record = element.getValue();
        scoring.take(record, record.observation());
    }

    @Override
    public void processElement2(StreamRecord<ModelsInput> element) throws Exception {
        ModelsInput input = element.getValue();
        if (input.command() != null) {
            reporter.command(input.command());
        } else {
            apply(registry.take(input.message()), element);
        }
    }

    /**
     * Makes transitions of the registry true; what waits is scored by the models before them.
     *
     * @param cause the message; null: there is none
     */
    private void apply(List<Transition> transitions, StreamRecord<?> cause) throws Exception {
        if (transitions.stream().anyMatch(Transition::changesModels)) {
            empty();
            models.follow(registry);
            scoring.renew();
            emitChampion();
        }
        if (!transitions.isEmpty()) {
            modelState.write(registry.state());
        }
        transitions.forEach(transition -> reporter.report(transition, cause));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        empty();
        apply(registry.advance(mark.getTimestamp()), null);
        super.processWatermark(mark);
    }

    /**
     * Event time is the records' alone. Flink would combine both inputs' watermarks, by which a models input without
     * one holds event time back for ever, and one that is far ahead lets it leap as soon as the records fall idle.
     */
    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    @Override
    public void processWatermark2(Watermark mark) {
        // See processWatermark1.
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input == RECORDS_INPUT - 1) {
            scoring.flush();
            output.emitWatermarkStatus(status);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        empty();
    }

    @Override
    public void endInput(int input) {
        if (input == RECORDS_INPUT) {
            empty();
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (models != null) {
                models.close();
            }
        } finally {
            super.close();
        }
    }

    /** A refresh begins from the model that was accepted last. */
    private void emitChampion() throws Exception {
        String newest = models.newest().id();
        models.newest().fittedMillis().ifPresent(meters.refresh()::modelFitted);
        if (samples != null && isFirstSubtask() && !newest.equals(emittedChampion)) {
            emittedChampion = newest;
            output.collect(
                    SideOutputs.REFRESH_INPUT,
                    new StreamRecord<>(RefreshInput.ofModel(registry.champion().bytes())));
        }
    }

    /** Scores what waits, and reports what the challenger made of it. */
    private void empty() {
        scoring.flush();
        shadow.report(models.challenger(), registry.watermarkMillis());
    }

    /** Every subtask decides on a model alike; this one alone reports it to the outside. */
    private boolean isFirstSubtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }

    /** Counts the records and sends them on. */
    private final class Outcomes implements StreamScoring.Output<SourcedObservation> {
        @Override
        public void late(SourcedObservation record, long newestMillis) {
            meters.late();
            output.collect(
                    SideOutputs.DEAD_LETTERS,
                    new StreamRecord<>(
                            RejectedRecord.late(record, newestMillis),
                            record.observation().timestampMillis()));
        }

        @Override
        public void warmingUp(SourcedObservation record) {
            meters.warmingUp();
        }

        @Override
        public void batchBegun() {
            linger.begin();
        }

        @Override
        public void batchEnded() {
            meters.lingered(linger.end());
        }

        @Override
        public void scored(ModelBatch<SourcedObservation> batch) {
            long start = System.nanoTime();
            FeatureExcess excess = FeatureExcess.of(batch);
            List<ScoredObservation> scored = ScoredRecords.of(batch, record -> record);
            long took = batch.nanos() + System.nanoTime() - start;
            meters.batch(batch.size(), took);
            long nowMillis = getProcessingTimeService().getCurrentProcessingTime();
            for (int row = 0; row < batch.size(); row++) {
                meters.emitted(batch.record(row).producedMillis(), nowMillis);
            }
            ScoredMeters.count(meters, batch.model(), scored, excess);
            if (batch.challenger() != null) {
                shadow.compare(batch, took);
            }
            for (ScoredObservation one : scored) {
                output.collect(new StreamRecord<>(one, one.timestampMillis()));
            }
            if (samples != null) {
                for (Sample sample : samples.of(batch, scored)) {
                    output.collect(
                            SideOutputs.REFRESH_INPUT,
                            new StreamRecord<>(RefreshInput.of(sample), sample.timestampMillis()));
                }
            }
        }
    }
}
