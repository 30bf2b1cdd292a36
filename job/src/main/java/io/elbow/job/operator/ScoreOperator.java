// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.SeriesState;
import io.elbow.job.detect.Admission;
import io.elbow.job.detect.FeatureExcess;
import io.elbow.job.detect.ModelInUse;
import io.elbow.job.detect.SampleThinning;
import io.elbow.job.detect.ScoringLane;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoreSignal;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ShadowReport;
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
 * Scores the records of all its keys in micro-batches, with the champion that the models input last brought ({@link
 * ModelDesk}), and beside it with the challenger where one runs.
 *
 * <p>First input: records, keyed. Second input: models, broadcast, without a key.
 *
 * <p>Owned state: each key's series ({@link KeyedSeries}), the models' bytes ({@link ChampionState}), their versions
 * ({@link VersionState}), and between two elements a batch of ready rows, which is not part of a checkpoint because it is empty whenever one is taken.
 *
 * <p>Lifecycle: the batch is scored when it is full, when it lingered long enough, before a barrier, before a watermark
 * or an idleness status, before another model takes over and at the end of the input.
 *
 * <p>An operator rather than a process function, because only an operator hears of barriers and watermarks before they
 * are passed on.
 */
public final class ScoreOperator extends AbstractStreamOperator<ScoredObservation>
        implements TwoInputStreamOperator<SourcedObservation, ModelUpdate, ScoredObservation>,
                BoundedMultiInput,
                ModelDesk.Batches {
    private static final long serialVersionUID = 1L;
    private static final int RECORDS_INPUT = 1;

    private final ScoreSettings settings;
    private final TaskMeters taskMeters;
    private final ScorerFactory scorers;
    private final FirstModels first;
    private final StateVersions versions;

    private transient KeyedSeries series;
    private transient KeyedSmoothing smoothed;
    private transient KeyedSmoothing challengerSmoothed;
    private transient ChampionState champion;
    private transient Admission admission;
    private transient ModelSwitch models;
    private transient ModelDesk desk;
    private transient ScoringLane lane;
    private transient ScoringLane earlierLane;
    private transient ShadowReport shadow;
    private transient SampleThinning thinning;
    private transient String toldChampion;
    private transient LingerTimer linger;
    private transient ElboMeters meters;

    /** @param initialModel an artifact's bytes; used where no state is restored */
    public ScoreOperator(ScoreSettings settings, TaskMeters taskMeters, ScorerFactory scorers, byte[] initialModel) {
        this(settings, taskMeters, scorers, FirstModels.of(initialModel));
    }

    public ScoreOperator(ScoreSettings settings, TaskMeters taskMeters, ScorerFactory scorers, FirstModels first) {
        this(settings, taskMeters, scorers, first, StateVersions.SCORE);
    }

    ScoreOperator(
            ScoreSettings settings,
            TaskMeters taskMeters,
            ScorerFactory scorers,
            FirstModels first,
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
        champion = new ChampionState(context.getOperatorStateStore(), first);
    }

    @Override
    public void open() throws Exception {
        super.open();
        meters = taskMeters.open();
        admission = new Admission(settings.shingle());
        linger = new LingerTimer(getProcessingTimeService(), settings.score().linger(), this::flush);
        models = ModelSwitch.of(settings, scorers, champion);
        desk = new ModelDesk(settings, models, champion, meters, output, this, isSpokesman(), first);
        shadow = new ShadowReport();
        thinning = settings.refresh() == null ? null : SampleThinning.of(settings.refresh());
        renew();
        desk.open(first);
    }

    private KeyedSmoothing smoothing(String name, KeyedStateStore store) {
        return new KeyedSmoothing(name, store, settings.shingle().idleTtl(), this::setCurrentKey);
    }

    @Override
    public void processElement1(StreamRecord<SourcedObservation> element) throws Exception {
        SourcedObservation record = element.getValue();
        SeriesState current = series.current();
        ScoringLane own = laneOf(record.observation().timestampMillis());
        long previousMillis = current.newestMillis;
        switch (admission.admit(current, record.observation(), own.model().shingleLength())) {
            case LATE -> {
                meters.late();
                RejectedRecord late = RejectedRecord.late(record, current.newestMillis);
                output.collect(DeadLetters.TAG, DeadLetters.letter(late, element));
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
    public void processElement2(StreamRecord<ModelUpdate> element) throws Exception {
        desk.take(element);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        empty();
        desk.onWatermark(mark.getTimestamp());
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

    @Override
    public void renew() throws Exception {
        int capacity = settings.score().batchSize();
        lane = new ScoringLane(models.newest(), models.challenger(), capacity, thinning);
        earlierLane = models.previous() == null
                ? null
                : new ScoringLane(models.previous(), models.challenger(), capacity, thinning);
        tellChampion();
    }

    /** A refresh begins from the model that was accepted last. */
    private void tellChampion() throws Exception {
        String newest = models.newest().id();
        models.newest().fittedMillis().ifPresent(meters::modelFitted);
        if (thinning != null && isSpokesman() && !newest.equals(toldChampion)) {
            toldChampion = newest;
            output.collect(Samples.CHAMPION, new StreamRecord<>(ModelUpdate.inUse(champion.bytes())));
        }
    }

    @Override
    public void empty() throws Exception {
        flush();
        reportShadow();
    }

    private ScoringLane laneOf(long timestampMillis) {
        return earlierLane != null && models.at(timestampMillis) == earlierLane.model() ? earlierLane : lane;
    }

    private void addToBatch(ScoringLane own, SourcedObservation record, SeriesState current, long previousMillis)
            throws Exception {
        if (isIdle()) {
            linger.begin();
        }
        own.add(record, current, previousMillis);
        if (own.isFull()) {
            flush();
        }
    }

    private boolean isIdle() {
        return lane.isEmpty() && (earlierLane == null || earlierLane.isEmpty());
    }

    private void flush() throws Exception {
        if (isIdle()) {
            return;
        }
        meters.lingered(linger.end());
        // A key's earlier records are the earlier model's.
        if (earlierLane != null) {
            score(earlierLane);
        }
        score(lane);
    }

    private void score(ScoringLane own) throws Exception {
        if (own.isEmpty()) {
            return;
        }
        ModelInUse model = own.model();
        long start = System.nanoTime();
        FeatureExcess excess = new FeatureExcess(model.features());
        List<ScoredObservation> scored = own.score(smoothed, excess);
        long took = System.nanoTime() - start;
        meters.batch(own.size(), took);
        meters.featureExcess(model.featureNames(), excess.nats(), excess.rows());
        meters.emitted(
                own.producedMillis(), own.size(), getProcessingTimeService().getCurrentProcessingTime());
        if (models.challenger() != null) {
            own.compare(scored, challengerSmoothed, shadow);
            shadow.addTime(took, System.nanoTime() - start - took);
        }
        List<Sample> samples = own.samples(scored);
        own.clear();
        for (ScoredObservation one : scored) {
            meters.scored(
                    one.score() - model.floor(),
                    one.reconstruction() - model.floor(),
                    one.kl(),
                    one.pValue(),
                    one.anomaly());
            output.collect(new StreamRecord<>(one, one.timestampMillis()));
        }
        for (Sample sample : samples) {
            output.collect(Samples.TAG, new StreamRecord<>(sample, sample.timestampMillis()));
        }
    }

    /** What the challenger made of the records since the last time, before any event time that covers them. */
    private void reportShadow() {
        if (models.challenger() == null || shadow.records == 0) {
            return;
        }
        meters.shadowed(shadow.records, shadow.agreeing(), shadow.challengerAnomalies, shadow.challengerNanos);
        output.collect(
                ScoreSignals.TAG,
                new StreamRecord<>(ScoreSignal.counts(models.challenger().id(), shadow, desk.watermarkMillis())));
        shadow = new ShadowReport();
    }

    /** Every subtask decides on a model alike; this one alone says so to the outside. */
    private boolean isSpokesman() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }
}
