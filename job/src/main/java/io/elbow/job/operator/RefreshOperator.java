// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.job.detect.RefreshPolicy.Cause;
import io.elbow.job.detect.RefreshPublication;
import io.elbow.job.detect.RegisteredModel;
import io.elbow.job.detect.SampleStore;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.RefreshInput;
import io.elbow.job.metrics.ElboMeters;
import io.elbow.job.operator.RefreshFitter.Fitted;
import io.elbow.job.operator.RefreshFitter.Order;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Makes new models of what the stream calls normal: keeps samples, fits when {@link SampleStore} says so, and lets out
 * what passed its comparison, to {@link SideOutputs#MODELS_TO_PUBLISH}; what happened goes on as events.
 *
 * <p>First input: samples, and the model that the scorers use. Second input: the models topic's messages and commands.
 *
 * <p>Owned state: {@link RefreshState}; and a fit under way, which no checkpoint holds: a crash loses it, and what
 * asked for it is asked anew only when it is due again.
 *
 * <p>Lifecycle: a fit runs in a thread of its own ({@link FitRun}) on a copy of the samples and comes back through the
 * mailbox, so that checkpoints complete meanwhile. Closing stops it and waits. The end of the samples waits for its
 * result, at most for {@code refresh.time-limit}, so that a bounded stream ends alike each time. Design constraint: one
 * subtask.
 */
public final class RefreshOperator extends AbstractStreamOperator<DetectorEvent>
        implements TwoInputStreamOperator<RefreshInput, ModelsInput, DetectorEvent>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;
    private static final int SAMPLES_INPUT = 1;

    private final RefreshSettings settings;
    private final transient TaskMeters taskMeters;
    private final transient RefreshFitter fitter;
    private final transient MailboxExecutor mailbox;

    private transient RefreshState state;
    private transient SampleStore store;
    private transient RefreshPublication publication;
    private transient RegisteredModel champion;
    private transient String awaited;
    private transient FitRun run;
    private transient boolean overdue;
    private transient int sampled;
    private transient ElboMeters meters;

    RefreshOperator(
            StreamOperatorParameters<DetectorEvent> parameters,
            RefreshSettings settings,
            TaskMeters taskMeters,
            RefreshFitter fitter) {
        super(parameters);
        this.settings = settings;
        this.taskMeters = taskMeters;
        this.fitter = fitter;
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        VersionState.check("refresh", StateVersions.REFRESH, context.getOperatorStateStore());
        state = new RefreshState(context.getOperatorStateStore());
        store = new SampleStore(settings.options(), settings.cooldown());
        byte[] bytes = state.champion();
        champion = bytes == null ? null : RegisteredModel.decode(bytes);
        Optional<SampleStore.Contents> restored = state.restored();
        List<String> kept = settings.keptKeys();
        if (restored.isPresent()) {
            store.restore(restored.get(), champion == null ? null : calibration());
            kept = List.of(restored.get().memory().keptKeys);
            awaited = restored.get().memory().awaited;
        }
        publication = new RefreshPublication(settings.detector(), settings.options(), settings.keep(), kept);
    }

    @Override
    public void open() throws Exception {
        super.open();
        meters = taskMeters.open();
        meters.refresh().refreshSamples(store.size(), store.bytes());
        meters.refresh().refreshing(false);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        SampleStore.Contents contents = store.contents();
        contents.memory().keptKeys = publication.keptKeys().toArray(String[]::new);
        contents.memory().awaited = awaited;
        state.write(contents, champion == null ? null : champion.bytes());
    }

    @Override
    public void processElement1(StreamRecord<RefreshInput> element) {
        RefreshInput input = element.getValue();
        if (input.model() != null) {
            champion(input.model().artifact());
        } else {
            store.take(input.sample());
            meters.refresh().refreshSamples(store.size(), store.bytes());
        }
        startIfDue();
    }

    @Override
    public void processElement2(StreamRecord<ModelsInput> element) {
        ModelsInput input = element.getValue();
        if (input.command() != null) {
            command(input.command());
        } else {
            publication.take(input.message());
            if (awaited != null && publication.settles(input.message(), awaited)) {
                awaited = null;
            }
        }
        startIfDue();
    }

    /** Event time is the samples' alone; the end of a bounded stream is none. */
    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            store.advance(mark.getTimestamp());
            startIfDue();
        }
        processWatermark(mark);
    }

    @Override
    public void processWatermark2(Watermark mark) {
        // See processWatermark1.
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) {
        if (input == SAMPLES_INPUT - 1) {
            output.emitWatermarkStatus(status);
        }
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input == SAMPLES_INPUT) {
            while (run != null) {
                mailbox.yield();
            }
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (run != null) {
                run.stopAndWait();
            }
        } finally {
            super.close();
        }
    }

    private void command(ControlMessage command) {
        switch (command.command()) {
            case REFRESH -> store.request();
            case ACCEPT_SHIFT ->
                LOG.info("{} records of key {} are normal now", store.accept(command.key()), command.key());
            case PROMOTE, ROLLBACK, DROP -> {
                // About models that are there already: the promotion policy's.
            }
        }
    }

    private void champion(byte[] artifact) {
        RegisteredModel inUse = RegisteredModel.decode(artifact);
        if (champion != null && !inUse.id().equals(champion.id())) {
            // Whatever was published before has taken over, or was made from a champion that is gone.
            awaited = null;
            if (!inUse.learnsFrom(champion)) {
                LOG.warn("forgets {} samples: they have other features or conditions than the model", store.size());
                store = new SampleStore(settings.options(), settings.cooldown());
            }
        }
        champion = inUse;
        store.champion(champion.id(), calibration());
    }

    private SampleStore.Calibration calibration() {
        return new SampleStore.Calibration(
                champion.artifact().manifest().calibration().count(), settings.alertRateOf(champion.artifact()));
    }

    private void startIfDue() {
        if (run == null && champion != null && awaited == null) {
            store.due().ifPresent(this::start);
        }
    }

    private void start(Cause cause) {
        store.started();
        overdue = false;
        Order order = new Order(
                champion.artifact(),
                store.learned(),
                store.guarded(),
                store.canaries(),
                settings.conditions(),
                settings.alertRateOf(champion.artifact()),
                settings.options().guard());
        sampled = order.samples().size();
        LOG.info("refreshes model {} on {} samples: {}", champion.artifact().shortId(), sampled, cause);
        FitRun begun = new FitRun(
                "elbow-refresh-" + settings.detector(),
                getUserCodeClassloader(),
                fitter,
                order,
                settings.options().cpuShare(),
                (run, fitted, failure) -> hand(order, cause, run, fitted, failure));
        run = begun;
        meters.refresh().refreshing(true);
        long limit = getProcessingTimeService().getCurrentProcessingTime()
                + settings.options().timeLimit().toMillis();
        // Its future is of no use: a failure in the timer fails the task by itself.
        var unused = getProcessingTimeService().registerTimer(limit, time -> cutOff(begun));
    }

    private void cutOff(FitRun begun) {
        if (run == begun) {
            overdue = true;
            begun.stop();
        }
    }

    /** In the fit's thread: to the task's. */
    private void hand(Order order, Cause cause, FitRun ended, Fitted fitted, Throwable failure) {
        try {
            mailbox.execute(() -> ended(order, cause, ended, fitted, failure), "refresh of " + settings.detector());
        } catch (RejectedExecutionException e) {
            // The task is over, and the fit with it.
            LOG.info("a fit ended after its task");
        }
    }

    private void ended(Order order, Cause cause, FitRun ended, Fitted fitted, Throwable failure) {
        run = null;
        meters.refresh().refreshing(false);
        store.ended();
        String parent = order.champion().modelId();
        if (failure != null || overdue) {
            meters.refresh().refreshed("failed", ended.nanos());
            String reason = overdue ? "cut off at refresh.time-limit" : FitRun.reason(failure);
            LOG.warn("no refreshed model: {}", reason, failure);
            emit(DetectorEvent.FAILED, null, parent, reason, Map.of("samples", (double) sampled));
        } else {
            judged(cause, ended, fitted, parent);
        }
        startIfDue();
    }

    private void judged(Cause cause, FitRun ended, Fitted fitted, String parent) {
        String model = fitted.challenger().modelId();
        Map<String, Double> figures = fitted.figures(sampled, ended.nanos());
        emit(DetectorEvent.FITTED, model, parent, "due by " + cause.configName(), figures);
        List<String> faults = parent.equals(champion.id())
                ? fitted.faults()
                : List.of("the champion that it was made from was replaced meanwhile");
        if (!faults.isEmpty()) {
            meters.refresh().refreshed("refused", ended.nanos());
            emit(DetectorEvent.REFUSED, model, parent, String.join("; ", faults), figures);
            return;
        }
        meters.refresh().refreshed("published", ended.nanos());
        EncodedModel refreshed = new EncodedModel(model, parent, ArtifactCodec.encode(fitted.challenger()));
        for (ModelMessage message : publication.of(refreshed, champion.encoded())) {
            output.collect(SideOutputs.MODELS_TO_PUBLISH, new StreamRecord<>(message));
        }
        awaited = model;
        String role = publication.asChallenger() ? "as challenger" : "as champion";
        emit(DetectorEvent.PUBLISHED, model, parent, role, Map.of());
    }

    private void emit(String event, String model, String parent, String reason, Map<String, Double> figures) {
        long timestampMillis = Math.max(0, store.eventTimeMillis());
        output.collect(new StreamRecord<>(
                new DetectorEvent(event, settings.detector(), timestampMillis, model, parent, reason, figures)));
    }
}
