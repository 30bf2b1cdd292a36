// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.features.SeriesState;
import io.elbow.job.detect.Admission;
import io.elbow.job.detect.MicroBatch;
import io.elbow.job.detect.MicroBatchScoring;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.detect.ModelInUse;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.ElboMeters;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Scores the records of all its keys in micro-batches, with the champion that the models input last brought.
 *
 * <p>First input: records, keyed. Second input: models, broadcast, without a key.
 *
 * <p>Owned state: each key's series ({@link KeyedSeries}) and statistics ({@link KeyedStatistics}), the champion's bytes ({@link ChampionState}), their versions
 * ({@link VersionState}), and between two elements a batch of ready rows, which is not part of a checkpoint because it is empty whenever one is taken.
 *
 * <p>Lifecycle: the batch is scored when it is full, when it lingered long enough, before a barrier, before a watermark
 * or an idleness status, before another model takes over, before a key of which it
 * holds rows begins another bucket of its statistics, and at the end of the input.
 *
 * <p>An operator rather than a process function, because only an operator hears of barriers and watermarks before they
 * are passed on.
 */
public final class ScoreOperator extends AbstractStreamOperator<ScoredObservation>
        implements TwoInputStreamOperator<SourcedObservation, ModelUpdate, ScoredObservation>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;
    private static final int RECORDS_INPUT = 1;

    private final ScoreSettings settings;
    private final TaskMeters taskMeters;
    private final ScorerFactory scorers;
    private final byte[] initialModel;
    private final StateVersions versions;

    private transient KeyedSeries series;
    private transient KeyedSmoothing smoothed;
    private transient KeyedStatistics statistics;
    private transient ChampionState champion;
    private transient Admission admission;
    private transient ModelSwitch models;
    private transient MicroBatch batch;
    private transient LingerTimer linger;
    private transient ElboMeters meters;

    /** @param initialModel an artifact's bytes; used where no state is restored */
    public ScoreOperator(ScoreSettings settings, TaskMeters taskMeters, ScorerFactory scorers, byte[] initialModel) {
        this(settings, taskMeters, scorers, initialModel, StateVersions.SCORE);
    }

    ScoreOperator(
            ScoreSettings settings,
            TaskMeters taskMeters,
            ScorerFactory scorers,
            byte[] initialModel,
            StateVersions versions) {
        this.settings = settings;
        this.taskMeters = taskMeters;
        this.scorers = scorers;
        this.initialModel = initialModel;
        this.versions = versions;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        VersionState.check("score", versions, context.getOperatorStateStore());
        series =
                new KeyedSeries(context.getKeyedStateStore(), settings.shingle().idleTtl());
        smoothed = new KeyedSmoothing(
                context.getKeyedStateStore(), settings.shingle().idleTtl(), this::setCurrentKey);
        statistics = new KeyedStatistics(
                context.getKeyedStateStore(),
                context.getOperatorStateStore(),
                settings.shingle().idleTtl(),
                this::setCurrentKey);
        champion = new ChampionState(context.getOperatorStateStore(), initialModel);
    }

    @Override
    public void open() throws Exception {
        super.open();
        meters = taskMeters.open();
        admission = new Admission(settings.shingle());
        linger = new LingerTimer(getProcessingTimeService(), settings.score().linger(), this::flush);
        models = new ModelSwitch(settings, scorers, champion.bytes());
        startWith(models.inUse());
    }

    @Override
    public void processElement1(StreamRecord<SourcedObservation> element) throws Exception {
        SourcedObservation record = element.getValue();
        SeriesState current = series.current();
        switch (admission.admit(current, record.observation(), models.inUse().shingleLength())) {
            case LATE -> {
                meters.late();
                deadLetter(RejectedRecord.late(record, current.newestMillis), element);
            }
            case WARMING_UP -> {
                series.keep(current);
                meters.warmingUp();
            }
            case READY -> {
                series.keep(current);
                addToBatch(record, current);
            }
        }
    }

    @Override
    public void processElement2(StreamRecord<ModelUpdate> element) throws Exception {
        ModelUpdate update = element.getValue();
        if (!models.concerns(update)) {
            return;
        }
        if (update.answers() != ModelUpdate.NONE && update.answers() < champion.offset()) {
            // Written back while a newer champion was on its way: it would undo that one, here and on the topic.
            restoreChampion(update);
            return;
        }
        Optional<ModelArtifact> accepted = models.accept(update, refusal -> refuse(update, refusal, element));
        if (accepted.isPresent()) {
            flush();
            models.swap(accepted.get());
            champion.replace(update.artifact(), update.offset());
            startWith(models.inUse());
            LOG.info("model {} scores from now on", models.inUse().shortId());
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
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
        flush();
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input == RECORDS_INPUT) {
            flush();
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

    private void startWith(ModelInUse model) throws Exception {
        statistics.follow(model);
        batch = new MicroBatch(settings.score().batchSize(), model.rowWidth());
        meters.modelInUse(model.shortId(), model.threshold());
    }

    private void addToBatch(SourcedObservation record, SeriesState current) throws Exception {
        String key = record.observation().key();
        long timestampMillis = record.observation().timestampMillis();
        if (statistics.crosses(key, timestampMillis) && batch.holds(key)) {
            // What its rows in the batch are judged to be decides what the key's statistics take up.
            flush();
            setCurrentKey(key);
        }
        if (batch.isEmpty()) {
            linger.begin();
        }
        batch.add(record, current, statistics.at(key, timestampMillis), models.inUse());
        if (batch.isFull()) {
            flush();
        }
    }

    private void flush() throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        linger.end();
        ModelInUse model = models.inUse();
        long start = System.nanoTime();
        Iterable<ScoredObservation> scored = MicroBatchScoring.score(batch, model, smoothed, statistics);
        meters.batch(batch.size(), System.nanoTime() - start);
        batch.clear();
        for (ScoredObservation one : scored) {
            meters.scored(one.score() - model.floor(), one.reconstruction() - model.floor(), one.kl());
            output.collect(new StreamRecord<>(one, one.timestampMillis()));
        }
    }

    /** Every subtask decides on a model alike; this one alone says so to the outside. */
    private boolean isSpokesman() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }

    private void refuse(ModelUpdate update, Refusal refusal, StreamRecord<?> element) throws Exception {
        if (!isSpokesman()) {
            return;
        }
        LOG.warn("refused the model at offset {} of {}: {}", update.offset(), settings.modelsTopic(), refusal.detail());
        meters.modelRefused(refusal.code());
        RejectedRecord rejected = RejectedRecord.of(
                RejectedRecord.MODEL_REFUSED,
                refusal.code(),
                refusal.detail(),
                settings.modelsTopic(),
                0,
                update.offset(),
                update.key().getBytes(StandardCharsets.UTF_8),
                update.artifact(),
                RejectedRecord.TRUNCATED_BYTES);
        deadLetter(rejected, element);
        restoreChampion(update);
    }

    /** Puts the champion in use back under the detector's key, so that whoever starts from the topic finds it there. */
    private void restoreChampion(ModelUpdate refused) throws Exception {
        if (!isSpokesman()) {
            return;
        }
        ModelUpdate restored = ModelUpdate.restored(
                settings.detector(), champion.bytes(), models.inUse().parent(), refused.offset());
        output.collect(RestoredModels.TAG, new StreamRecord<>(restored));
    }

    private void deadLetter(RejectedRecord rejected, StreamRecord<?> cause) {
        StreamRecord<RejectedRecord> letter = new StreamRecord<>(rejected);
        if (cause.hasTimestamp()) {
            letter.setTimestamp(cause.getTimestamp());
        }
        output.collect(DeadLetters.TAG, letter);
    }
}
