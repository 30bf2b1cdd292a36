// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.testing.TestSpecs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VaeTrainerTest {
    private final VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 4);
    private final TrainingRows rows = rows(RandomModels.rows(spec, 400, 3));

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        FitResult first = fit(options(50, 0, false, 1));
        FitResult second = fit(options(50, 0, false, 1));
        FitResult other = fit(options(50, 0, false, 2));
        assertThat(values(second)).isEqualTo(values(first));
        assertThat(values(other)).isNotEqualTo(values(first));
    }

    @Test
    void trainingLowersTheNegativeElbo() {
        List<Double> losses = new ArrayList<>();
        Trainers.create(spec, options(600, 0, false, 1)).fit(rows, step -> losses.add(step.negativeElbo()));
        double start = mean(losses.subList(0, 20));
        double end = mean(losses.subList(580, 600));
        assertThat(losses).hasSize(600);
        assertThat(end).isLessThan(start * 0.7);
    }

    @Test
    void twoFitsAtOnceTakeTurnsAndChangeNothing() {
        FitResult alone = fit(options(60, 0, false, 1));
        CompletableFuture<FitResult> other = CompletableFuture.supplyAsync(() -> fit(options(60, 0, false, 1)));
        FitResult here = fit(options(60, 0, false, 1));
        assertThat(values(here)).isEqualTo(values(alone));
        assertThat(values(other.join())).isEqualTo(values(alone));
    }

    /**
     * A graph must not point to Java's buffers: one that is freed between forward and backward pass would change the
     * gradient.
     */
    @Test
    @Tag("soak")
    void garbageCollectionsDuringAFitChangeNothing() {
        FitResult quiet = fit(options(300, 0, false, 1));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> collecting = CompletableFuture.runAsync(() -> collectUntil(done));
        try {
            assertThat(values(fit(options(300, 0, false, 1)))).isEqualTo(values(quiet));
        } finally {
            done.set(true);
            collecting.join();
        }
    }

    /** Collects garbage, and overwrites small native blocks that were freed. */
    private static void collectUntil(AtomicBoolean done) {
        while (!done.get()) {
            System.gc();
            List<ByteBuffer> blocks = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                blocks.add(ByteBuffer.allocateDirect(Float.BYTES + i % 5).put(0, (byte) 77));
            }
        }
    }

    @Test
    void epochsPassOverEveryRow() {
        List<Integer> steps = new ArrayList<>();
        Trainers.create(spec, options(1, 3, false, 1)).fit(rows, step -> steps.add(step.steps()));
        // 400 rows in batches of 64: seven a pass.
        assertThat(steps).hasSize(21).containsOnly(21);
    }

    @Test
    void earlyStoppingEndsAFitThatGainsNothing() {
        // So few rows are soon learned by heart, and the rows set aside score worse from then on.
        TrainingRows few = rows(RandomModels.rows(spec, 40, 3));
        FitResult stopped = Trainers.create(spec, options(20_000, 0, true, 1)).fit(few, FitListener.SILENT);
        assertThat(stopped.stepsDone()).isLessThan(20_000);
    }

    @Test
    void aFitThatDivergesSaysSo() {
        float[] huge = RandomModels.rows(spec, 100, 3);
        java.util.Arrays.fill(huge, 1e30f);
        assertThatThrownBy(() -> Trainers.create(spec, options(50, 0, false, 1)).fit(rows(huge), FitListener.SILENT))
                .isInstanceOf(FitFailedException.class)
                .hasMessageContaining("diverged at step")
                .hasMessageContaining("--learning-rate");
    }

    @Test
    void aFitStoppedAfterAStepHasTheWeightsOfAFitOfSoManySteps() {
        FitResult stopped = stoppedAt(37, options(500, 0, false, 1));
        assertThat(stopped.stepsDone()).isEqualTo(37);
        assertThat(stopped.interrupted()).isTrue();
        assertThat(values(stopped)).isEqualTo(values(fit(options(37, 0, false, 1))));
    }

    @Test
    void aFitThatIsStoppedKeepsTheBestWeightsOfEarlyStopping() {
        FitResult stopped = stoppedAt(120, options(20_000, 0, true, 1));
        // The weights were judged at step 100, and are judged again at step 200.
        assertThat(values(stopped)).isEqualTo(values(stoppedAt(100, options(20_000, 0, true, 1))));
        assertThat(stopped.stepsDone()).isEqualTo(120);
    }

    @Test
    void aStopAtTheLastStepIsTooLateToInterrupt() {
        FitResult whole = stoppedAt(50, options(50, 0, false, 1));
        assertThat(whole.interrupted()).isFalse();
        assertThat(whole.stepsDone()).isEqualTo(50);
    }

    @Test
    void everyStepReportsItsRowsDivergenceAndRate() {
        List<FitStep> steps = new ArrayList<>();
        Trainers.create(spec, options(40, 0, false, 1)).fit(rows, steps::add);
        assertThat(steps).hasSize(40).allSatisfy(step -> {
            assertThat(step.rows()).isEqualTo(64);
            assertThat(step.klDivergence()).isPositive();
        });
        assertThat(steps.get(9).learningRate()).isEqualTo(1e-3 * 10 / 20);
        assertThat(steps.get(39).learningRate()).isEqualTo(1e-3);
    }

    @Test
    void anAutoencoderHasNoDivergenceToReport() {
        List<Double> divergences = new ArrayList<>();
        VaeSpec autoencoder = TestSpecs.withFamily(spec.withBound(Bound.ELBO, 0), Family.AUTOENCODER);
        Trainers.create(autoencoder, options(3, 0, false, 1)).fit(rows, step -> divergences.add(step.klDivergence()));
        assertThat(divergences).containsExactly(Double.NaN, Double.NaN, Double.NaN);
    }

    private FitResult stoppedAt(int last, FitOptions options) {
        StopRequest stop = new StopRequest();
        FitListener listener = step -> {
            if (step.step() == last) {
                stop.make();
            }
        };
        return Trainers.create(spec, options).fit(rows, null, listener, stop);
    }

    private FitResult fit(FitOptions options) {
        return Trainers.create(spec, options).fit(rows, FitListener.SILENT);
    }

    private static FitOptions options(int steps, int epochs, boolean earlyStopping, long seed) {
        return TestSpecs.fit(steps, epochs, 64, 1e-3, 20, 0.2, 0.99, 1, earlyStopping, seed);
    }

    private static SortedMap<String, List<Float>> values(FitResult result) {
        SortedMap<String, List<Float>> values = new TreeMap<>();
        for (var entry : result.tensors().entrySet()) {
            Tensor tensor = entry.getValue();
            List<Float> list = new ArrayList<>();
            for (float value : tensor.values()) {
                list.add(value);
            }
            values.put(entry.getKey(), list);
        }
        return values;
    }

    private TrainingRows rows(float[] data) {
        return new TrainingRows() {
            @Override
            public int size() {
                return data.length / spec.inputDim();
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                System.arraycopy(data, index * spec.inputDim(), target, offset, spec.inputDim());
            }
        };
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
