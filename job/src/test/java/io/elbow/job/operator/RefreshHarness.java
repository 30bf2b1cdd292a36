// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.RefreshOptions;
import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.RefreshInput;
import io.elbow.job.event.Sample;
import io.elbow.job.operator.RefreshFitter.Fitted;
import io.elbow.protocol.ModelMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** The refresh operator alone, with a fit that a test holds in its hands. */
final class RefreshHarness implements AutoCloseable {
    static final int MIN_SAMPLES = 20;
    static final int KEEP = 3;
    static final long MINUTE = 60_000;

    static final ModelArtifact CHAMPION = TestingModels.model(1, 1);
    static final ModelArtifact REFRESHED = TestingModels.model(1, 2);
    static final Fitted PASSED = new Fitted(REFRESHED, List.of(), Map.of("fit_rows", 10.0));

    /** The minute at which a refresh is due that began to wait at 0. */
    static final int DUE = 2 * 60;

    private final AbstractStreamOperatorTestHarness<DetectorEvent> flink;
    private int seen;
    private int published;

    private RefreshHarness(RefreshOptions options, List<String> keptKeys) throws Exception {
        TestingFitter.forget();
        RefreshSettings settings = new RefreshSettings(
                TestingModels.DETECTOR, options, Duration.ofMinutes(2), 0.01, List.of(), KEEP, keptKeys);
        flink = new AbstractStreamOperatorTestHarness<>(
                new RefreshOperatorFactory(settings, new TaskMeters(TestingModels.DETECTOR, null), new TestingFitter()),
                1,
                1,
                0);
    }

    static RefreshOptions options() {
        return options(null, RefreshOptions.Promote.AUTO);
    }

    static RefreshOptions options(Duration shadow, RefreshOptions.Promote promote) {
        return new RefreshOptions(
                new RefreshOptions.Timing(Duration.ofHours(1), null, false),
                new RefreshOptions.Samples(MIN_SAMPLES, Duration.ofMinutes(30), 1_000_000, 0.01),
                new RefreshOptions.Effort(1, Duration.ofMinutes(15)),
                new RefreshOptions.Takeover(shadow, promote));
    }

    static RefreshHarness open(RefreshOptions options, String... keptKeys) throws Exception {
        RefreshHarness harness = new RefreshHarness(options, List.of(keptKeys));
        harness.flink.open();
        return harness;
    }

    static RefreshHarness restored(RefreshOptions options, OperatorSubtaskState state) throws Exception {
        RefreshHarness harness = new RefreshHarness(options, List.of());
        harness.flink.initializeState(state);
        harness.flink.open();
        return harness;
    }

    /** The models topic's key of an artifact. */
    static String kept(ModelArtifact model) {
        return TestingModels.DETECTOR + "/" + model.modelId();
    }

    /** A champion, enough samples and the time of a refresh. */
    void makeDue() throws Exception {
        champion(CHAMPION);
        normals("a", 0, MIN_SAMPLES + 5);
        eventTime(DUE);
    }

    void champion(ModelArtifact model) throws Exception {
        operator().processElement1(new StreamRecord<>(RefreshInput.ofModel(ArtifactCodec.encode(model))));
    }

    void update(ModelMessage message) throws Exception {
        operator().processElement2(new StreamRecord<>(ModelsInput.of(message)));
    }

    void command(ControlMessage command) throws Exception {
        operator().processElement2(new StreamRecord<>(ModelsInput.of(command)));
    }

    void refresh() throws Exception {
        command(ControlMessage.of(ControlMessage.Command.REFRESH));
    }

    /** A record a minute of one key from a minute on, all normal. */
    void normals(String key, int fromMinute, int count) throws Exception {
        for (int i = fromMinute; i < fromMinute + count; i++) {
            sample(key, i, false);
        }
    }

    void sample(String key, int minute, boolean anomaly) throws Exception {
        operator()
                .processElement1(new StreamRecord<>(RefreshInput.of(new Sample(
                        key,
                        minute * MINUTE,
                        new double[] {minute, 1},
                        new String[0],
                        1,
                        anomaly ? 1e-4 : 0.5,
                        anomaly,
                        0,
                        "model"))));
    }

    void eventTime(int minute) throws Exception {
        operator().processWatermark1(new Watermark(minute * MINUTE));
    }

    void processingTime(Duration time) throws Exception {
        flink.setProcessingTime(time.toMillis());
    }

    /** Waits until a fit's outcome is there and takes it in, as the task's loop would. */
    void takeOutcome() throws Exception {
        Mail mail = flink.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY);
        mail.run();
    }

    void endSamples() throws Exception {
        ((BoundedMultiInput) flink.getOperator()).endInput(1);
    }

    OperatorSubtaskState snapshot() throws Exception {
        return flink.snapshot(1, 1);
    }

    /** Events since the last call. */
    List<DetectorEvent> events() {
        List<DetectorEvent> all = flink.extractOutputValues();
        List<DetectorEvent> news = new ArrayList<>(all.subList(seen, all.size()));
        seen = all.size();
        return news;
    }

    /** What went to the models topic since the last call. */
    List<ModelMessage> published() {
        var all = flink.getSideOutput(SideOutputs.MODELS_TO_PUBLISH);
        if (all == null) {
            return List.of();
        }
        List<ModelMessage> news =
                all.stream().skip(published).map(StreamRecord::getValue).toList();
        published = all.size();
        return news;
    }

    @SuppressWarnings("unchecked") // the operator is the one of the factory above
    private TwoInputStreamOperator<RefreshInput, ModelsInput, DetectorEvent> operator() {
        return (TwoInputStreamOperator<RefreshInput, ModelsInput, DetectorEvent>)
                (TwoInputStreamOperator<?, ?, ?>) flink.getOperator();
    }

    @Override
    public void close() throws Exception {
        flink.close();
    }
}
