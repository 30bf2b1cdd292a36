// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Members;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.data.Dataset;
import io.elbow.testing.TestSpecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of several networks. */
class EnsembleFitTest {
    private static final int STEPS = 40;
    private static final int ROWS = 300;
    private static final FitOptions FIT = TestSpecs.fit(STEPS, 0, 32, 1e-3, 10, 0.2, 0.9, 1, false, 11);
    private static final String TIME = "2026-01-01T00:00:00Z";

    @TempDir
    private Path dir;

    private final VaeSpec spec =
            RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 8).withMembers(2);

    @Test
    void theFirstMemberIsTheNetworkThatWouldHaveBeenFittedAlone() {
        Map<String, Tensor> alone = fit(spec.ofMember(), FIT, null);
        Map<String, Tensor> both = fit(spec, FIT, null);
        Map<String, Tensor> first = Members.of(spec, both, 0);
        Map<String, Tensor> second = Members.of(spec, both, 1);
        assertThat(first.keySet()).isEqualTo(alone.keySet()).isEqualTo(second.keySet());
        alone.forEach((name, tensor) -> {
            assertThat(first.get(name).values()).as(name).containsExactly(tensor.values());
            assertThat(second.get(name).values()).as(name).isNotEqualTo(tensor.values());
        });
    }

    @Test
    void theNumberOfThreadsChangesTheTimeAlone() {
        VaeSpec four = spec.withMembers(4);
        FitOptions early = TestSpecs.fit(STEPS, 0, 32, 1e-3, 10, 0.2, 0.9, 1, true, 11);
        Map<String, Tensor> byOne = fit(four, early, 1);
        for (int threads = 2; threads <= 5; threads++) {
            Map<String, Tensor> byMore = fit(four, early, threads);
            byOne.forEach((name, tensor) ->
                    assertThat(byMore.get(name).values()).as(name).containsExactly(tensor.values()));
        }
    }

    @Test
    void aMemberThatDivergesOnAnotherThreadEndsTheFitWithTheReason() {
        TrainingRows few = rows();
        TrainingRows huge = new TrainingRows() {
            @Override
            public int size() {
                return few.size();
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                Arrays.fill(target, offset, offset + spec.inputDim(), 1e30f);
            }
        };
        VaeTrainer trainer = new VaeTrainer(spec, FIT, ComputeDevice.CPU, 2);
        assertThatThrownBy(() -> trainer.fit(huge, FitListener.SILENT))
                .isInstanceOf(FitFailedException.class)
                .hasMessageContaining("diverged at step");
        // The next fit can still take the gradient collector.
        assertThat(fit(spec, FIT, 2)).isNotEmpty();
    }

    @Test
    void aStepReportsTheMeanOfTheMembers() {
        List<FitStep> alone = new ArrayList<>();
        List<FitStep> both = new ArrayList<>();
        TrainingRows rows = rows();
        Trainers.create(spec.ofMember(), FIT).fit(rows, alone::add);
        Trainers.create(spec, FIT).fit(rows, both::add);
        assertThat(both).hasSize(STEPS);
        assertThat(both.get(0).negativeElbo()).isNotEqualTo(alone.get(0).negativeElbo());
        FitStep first = new FitStep(3, 9, 32, 10, 4, 0.1);
        FitStep second = new FitStep(3, 9, 32, 20, 7, 0.1);
        assertThat(FitStep.mean(List.of(first, second))).isEqualTo(new FitStep(3, 9, 32, 15, 5.5, 0.1));
        assertThat(FitStep.mean(List.of(first))).isEqualTo(first);
    }

    @Test
    void aLaterFitStartsEachMemberFromItsOwnWeights() {
        Map<String, Tensor> earlier = fit(spec, FIT, null);
        FitOptions hardly = TestSpecs.fit(1, 0, 32, 1e-9, 0, 0, 0, 1, false, 12);
        Map<String, Tensor> later = fit(spec, hardly, earlier);
        for (int member = 0; member < 2; member++) {
            float[] before =
                    Members.of(spec, earlier, member).get("encoder.0.weight").values();
            float[] after =
                    Members.of(spec, later, member).get("encoder.0.weight").values();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isCloseTo(before[i], within(1e-6f));
            }
        }
    }

    @Test
    void everyMemberStopsByItself() {
        // So few rows are soon learned by heart, and the rows set aside score worse from then on.
        List<FitStep> steps = new ArrayList<>();
        FitOptions early = TestSpecs.fit(20_000, 0, 32, 3e-3, 10, 0, 0, 1, true, 11);
        FitResult result = Trainers.create(spec, early).fit(rows(40), steps::add);
        assertThat(result.stepsDone()).isEqualTo(steps.size()).isLessThan(20_000);
        assertThat(result.interrupted()).isFalse();
    }

    @Test
    void aStopRequestEndsAllMembersAtTheSameStep() {
        StopRequest stop = new StopRequest();
        FitResult result = Trainers.create(spec, FIT)
                .fit(
                        rows(),
                        null,
                        step -> {
                            if (step.step() == 25) {
                                stop.make();
                            }
                        },
                        stop);
        FitOptions short25 = TestSpecs.fit(25, 0, 32, 1e-3, 10, 0.2, 0.9, 1, false, 11);
        Map<String, Tensor> whole = fit(spec, short25, null);
        assertThat(result.interrupted()).isTrue();
        assertThat(result.stepsDone()).isEqualTo(25);
        whole.forEach((name, tensor) ->
                assertThat(result.tensors().get(name).values()).as(name).containsExactly(tensor.values()));
    }

    @Test
    void theArtifactComesBackAsItWas() throws Exception {
        Dataset data = SyntheticData.points(400, 3);
        TrainingPlan plan = SyntheticData.ofTwo(STEPS);
        ModelArtifact model = new ModelFitter(plan, FitProgress.SILENT).fit(data, SyntheticData.provenance(data, TIME));
        ModelArtifact again = new ModelFitter(plan, FitProgress.SILENT).fit(data, SyntheticData.provenance(data, TIME));
        assertThat(again.modelId()).isEqualTo(model.modelId());
        Path file = dir.resolve("model.safetensors");
        ModelStore.save(model, file);
        ModelArtifact read = ModelStore.load(file);
        assertThat(read.modelId()).isEqualTo(model.modelId());
        assertThat(read.manifest().spec()).isEqualTo(model.manifest().spec());
        assertThat(read.manifest().spec().members()).isEqualTo(2);
        assertThat(read.tensors()).containsOnlyKeys(model.tensors().keySet());
        assertThat(read.manifest().training().latents().latents()).isEqualTo(2 * 3);
        assertThat(Recipe.like(read.manifest(), null, FIT).model().members()).isEqualTo(2);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("member.1.decoder.output.weight");
    }

    private Map<String, Tensor> fit(VaeSpec of, FitOptions options, Map<String, Tensor> start) {
        return Trainers.create(of, options)
                .fit(rows(), start, step -> {}, new StopRequest())
                .tensors();
    }

    private Map<String, Tensor> fit(VaeSpec of, FitOptions options, int threads) {
        return new VaeTrainer(of, options, ComputeDevice.CPU, threads)
                .fit(rows(), null, step -> {}, new StopRequest())
                .tensors();
    }

    private TrainingRows rows() {
        return rows(ROWS);
    }

    private TrainingRows rows(int count) {
        VaeSpec one = spec.ofMember();
        float[] data = RandomModels.rows(one, count, 3);
        return new TrainingRows() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                System.arraycopy(data, index * one.rowWidth(), target, offset, one.rowWidth());
            }
        };
    }
}
