// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.FeatureSources;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.config.ShingleOptions;
import io.elbow.data.Observation;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/**
 * A process of its own: the score operator over many batches and model swaps on PyTorch. Prints the bytes by which the
 * resident size has grown since it was warm. With the argument {@code leak} each batch leaves one native array behind.
 */
final class NativeLeakRun {
    static final String LEAK = "leak";
    static final String GROWTH = "growth in bytes: ";

    private static final int WARM_BATCHES = 20_000;
    private static final int BATCHES = 60_000;
    private static final int SWAP_EVERY = 1_000;
    private static final int BATCH = 8;
    private static final int MAX_PARALLELISM = 16;
    private static final List<String> FEATURES =
            IntStream.range(0, 38).mapToObj(i -> "f" + i).toList();

    private final List<byte[]> models = List.of(model(0.01f), model(0.02f));
    private final KeyedTwoInputStreamOperatorTestHarness<String, SourcedObservation, ModelsInput, ScoredObservation>
            flink;
    private long scored;

    private NativeLeakRun(ScorerFactory scorers) throws Exception {
        ScoreSettings settings = new ScoreSettings(
                TestingModels.DETECTOR,
                FeatureSources.plain(FEATURES),
                List.of(),
                null,
                new ShingleOptions(1, 1, null, Duration.ofDays(7)),
                new ScoreOptions(0, ScorerChoice.PYTORCH, BATCH, Duration.ofMillis(5)),
                "models",
                null,
                RefreshOptions.DEFAULT.guard());
        flink = new KeyedTwoInputStreamOperatorTestHarness<>(
                new ScoreOperator(
                        settings,
                        new TaskMeters(TestingModels.DETECTOR, null),
                        scorers,
                        InitialModel.of(models.get(0))),
                record -> record.observation().key(),
                null,
                Types.STRING,
                MAX_PARALLELISM,
                1,
                0);
    }

    public static void main(String[] args) throws Exception {
        ModelScorers real = new ModelScorers();
        ScorerFactory leaking = (artifact, choice) -> new LeakingScorer(real.create(artifact, choice));
        new NativeLeakRun(List.of(args).contains(LEAK) ? leaking : real).run();
    }

    private void run() throws Exception {
        flink.open();
        long warm = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            if (batch == WARM_BATCHES) {
                warm = residentBytes();
            }
            if (batch % SWAP_EVERY == 0) {
                swap(batch / SWAP_EVERY + 1);
            }
            score(batch);
        }
        long growth = residentBytes() - warm;
        flink.close();
        if (scored != (long) BATCHES * BATCH) {
            throw new IllegalStateException(scored + " records scored");
        }
        System.out.println(GROWTH + growth);
    }

    private void swap(int number) throws Exception {
        byte[] next = models.get(number % models.size());
        flink.processElement2(new StreamRecord<>(ModelsInput.of(TestingMessages.champion(next, number))));
    }

    private void score(int batch) throws Exception {
        for (int row = 0; row < BATCH; row++) {
            double[] values = new double[FEATURES.size()];
            Arrays.fill(values, TestingModels.MEAN + row);
            SourcedObservation record = new SourcedObservation(
                    new Observation("key-" + row, batch, values), "records", 0, batch, null, new byte[] {1});
            flink.processElement1(record, batch);
        }
        scored += flink.getOutput().size();
        flink.getOutput().clear();
    }

    private static byte[] model(float weight) {
        ModelArtifact model = TestingModels.model(TestingModels.DETECTOR, FEATURES, 1, weight);
        return ArtifactCodec.encode(model);
    }

    private static long residentBytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(one -> one.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    /** Forgets a copy of each batch's rows in native memory. */
    private static final class LeakingScorer implements Scorer {
        private final Scorer scorer;
        private final NDManager neverClosed = NDManager.newBaseManager("PyTorch");

        LeakingScorer(Scorer scorer) {
            this.scorer = scorer;
        }

        @Override
        public int inputDim() {
            return scorer.inputDim();
        }

        @Override
        public ElboTerms score(float[] rows, int batch) {
            neverClosed.create(rows, new Shape(rows.length));
            return scorer.score(rows, batch);
        }

        @Override
        public float[] expected(float[] rows, int batch) {
            return scorer.expected(rows, batch);
        }

        @Override
        public void close() {
            scorer.close();
        }
    }
}
