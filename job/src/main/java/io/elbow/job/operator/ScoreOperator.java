// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.data.Observation;
import io.elbow.features.SeriesState;
import io.elbow.job.detect.Admission;
import io.elbow.job.detect.FeatureExcess;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.LiveModels;
import io.elbow.job.detect.ModelAcceptance;
import io.elbow.job.detect.ModelBatch;
import io.elbow.job.detect.ModelBatches;
import io.elbow.job.detect.ModelRegistry;
import io.elbow.job.detect.SampleThinning;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.detect.Transition;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.RefreshInput;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.ElboMeters;
import java.util.List;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Scores the records of all its keys in micro-batches, with the champion that the models input last brought
 * ({@link ModelRegistry}), and with the challenger where one runs.
 *
 * <p>First input: records, keyed. Second input: models, broadcast, without a key.
 *
 * <p>Owned state: each key's series ({@link KeyedSeries}) and statistics ({@link KeyedStatistics}), the models' bytes
 * ({@link ModelState}), the states' versions ({@link VersionState}), and between two elements a batch of ready rows,
 * empty whenever a checkpoint is taken.
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

    private transient KeyedSeries series;
    private transient KeyedSmoothing smoothed;
    private transient KeyedSmoothing challengerSmoothed;
    private transient KeyedStatistics statistics;
    private transient ModelState modelState;
    private transient Admission admission;
    private transient ModelRegistry registry;
    private transient LiveModels models;
    private transient TransitionReporter reporter;
    private transient ModelBatches batches;
    private transient ShadowComparison shadow;
    private transient SampleThinning thinning;
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
        VersionState.check("score", versions, context.getOperatorStateStore());
        series =
                new KeyedSeries(context.getKeyedStateStore(), settings.shingle().idleTtl());
        smoothed = smoothing("smoothed", context.getKeyedStateStore());
        challengerSmoothed = smoothing("smoothed-challenger", context.getKeyedStateStore());
        statistics = new KeyedStatistics(
                context.getKeyedStateStore(),
                context.getOperatorStateStore(),
                settings.shingle().idleTtl(),
                this::setCurrentKey);
        modelState = new ModelState(context.getOperatorStateStore());
    }

    @Override
    public void open() throws Exception {
        super.open();
        meters = taskMeters.open();
        admission = new Admission(settings.shingle());
        linger = new LingerTimer(getProcessingTimeService(), settings.score().linger(), this::flush);
        shadow = new ShadowComparison(meters.refresh(), output);
        thinning = settings.refresh() == null ? null : SampleThinning.of(settings.refresh());
        openModels();
    }

    private void openModels() throws Exception {
        ModelAcceptance acceptance = new ModelAcceptance(
                settings.detector(), settings.features(), settings.conditions(), ModelTrial::refusal);
        registry = new ModelRegistry(settings.detector(), acceptance, modelState.read(first), first);
        models = new LiveModels(artifact -> new LiveModel(
                artifact,
                settings.alertRate(),
                scorers.create(artifact, settings.score().scorer()),
                settings.conditions()));
        reporter = new TransitionReporter(settings, registry, models, meters, output, isFirstSubtask());
        models.follow(registry);
        modelState.write(registry.state());
        renew();
        apply(registry.begin(first), null);
        reporter.began();
    }

    private KeyedSmoothing smoothing(String name, KeyedStateStore store) {
        return new KeyedSmoothing(name, store, settings.shingle().idleTtl(), this::setCurrentKey);
    }

    @Override
    public void processElement1(StreamRecord<SourcedObservation> element) throws Exception {
        SourcedObservation record = element.getValue();
        SeriesState current = series.current();
        ModelBatch own = batches.of(models.at(record.observation().timestampMillis()));
        long previousMillis = current.newestMillis;
        switch (admission.admit(current, record.observation(), own.model().shingleLength())) {
            case LATE -> {
                meters.late();
                RejectedRecord late = RejectedRecord.late(record, current.newestMillis);
                output.collect(SideOutputs.DEAD_LETTERS, SideOutputs.deadLetter(late, element));
            }
            case WARMING_UP -> {
                series.keep(current);
                meters.warmingUp();
            }
            case READY -> {
                series.keep(current);
                addToBatch(own, record, current, previousMillis);
            }
        }
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
            renew();
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
            flush();
            output.emitWatermarkStatus(status);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        empty();
    }

    @Override
    public void endInput(int input) throws Exception {
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

    /** Makes room for the rows of the models that are in use now. */
    private void renew() throws Exception {
        statistics.follow(models.newest(), models.previous(), models.challenger());
        batches = new ModelBatches(
                models.newest(),
                models.previous(),
                models.challenger(),
                settings.score().batchSize(),
                thinning);
        emitChampion();
    }

    /** A refresh begins from the model that was accepted last. */
    private void emitChampion() throws Exception {
        String newest = models.newest().id();
        models.newest().fittedMillis().ifPresent(meters.refresh()::modelFitted);
        if (thinning != null && isFirstSubtask() && !newest.equals(emittedChampion)) {
            emittedChampion = newest;
            output.collect(
                    SideOutputs.REFRESH_INPUT,
                    new StreamRecord<>(RefreshInput.ofModel(registry.champion().bytes())));
        }
    }

    /** Scores what waits, and reports what the challenger made of it. */
    private void empty() throws Exception {
        flush();
        shadow.report(models.challenger(), registry.watermarkMillis());
    }

    private void addToBatch(ModelBatch own, SourcedObservation record, SeriesState current, long previousMillis)
            throws Exception {
        Observation newest = record.observation();
        if (statistics.crosses(own.model(), newest) && batches.hold(newest.key())) {
            // What its rows that wait are judged to be decides what the key's statistics take up.
            flush();
            setCurrentKey(newest.key());
        }
        if (batches.isEmpty()) {
            linger.begin();
        }
        own.add(record, current, statistics.at(own.model(), newest), statistics.beside(), previousMillis);
        if (own.isFull()) {
            flush();
        }
    }

    private void flush() throws Exception {
        if (batches.isEmpty()) {
            return;
        }
        meters.lingered(linger.end());
        for (ModelBatch own : batches.all()) {
            score(own);
        }
    }

    private void score(ModelBatch own) throws Exception {
        if (own.isEmpty()) {
            return;
        }
        LiveModel model = own.model();
        long start = System.nanoTime();
        FeatureExcess excess = new FeatureExcess(model.features());
        List<ScoredObservation> scored = own.score(smoothed, excess, statistics.of(model));
        long took = System.nanoTime() - start;
        meters.batch(own.size(), took);
        meters.emitted(
                own.producedMillis(), own.size(), getProcessingTimeService().getCurrentProcessingTime());
        ScoredMeters.tell(meters, model, scored, excess);
        if (models.challenger() != null) {
            shadow.compare(own, scored, challengerSmoothed, took);
        }
        List<Sample> samples = own.samples(scored);
        own.clear();
        for (ScoredObservation one : scored) {
            output.collect(new StreamRecord<>(one, one.timestampMillis()));
        }
        for (Sample sample : samples) {
            output.collect(
                    SideOutputs.REFRESH_INPUT, new StreamRecord<>(RefreshInput.of(sample), sample.timestampMillis()));
        }
    }

    /** Every subtask decides on a model alike; this one alone reports it to the outside. */
    private boolean isFirstSubtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }
}
