// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.elbow.artifact.Activation;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.data.Dataset;
import io.elbow.testing.TestSpecs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Inputs hidden in training. */
class InputMasksTest {
    private static final VaeSpec SPEC = RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 0);
    private static final int BATCH = 64;

    @Test
    void asManyRowsAndInputsAreHiddenAsAskedFor() {
        VaeSpec wide = TestSpecs.vae(50, 1, List.of(8), 4, Activation.SILU, Likelihood.GAUSSIAN, 0.1, 0);
        InputMasks masks = new InputMasks(wide, 0.5, 0.2, new SplittableRandom(5));
        int rows = 0;
        int inputs = 0;
        for (int i = 0; i < 2_000; i++) {
            int hidden = hidden(masks, 50);
            rows += hidden > 0 ? 1 : 0;
            inputs += hidden;
        }
        assertThat(rows / 2_000.0).isCloseTo(0.5, within(0.03));
        assertThat(inputs / (50.0 * rows)).isCloseTo(0.2, within(0.01));
    }

    @Test
    void aShingleLosesItsFirstRowsEverySecondTimeAndNeverItsNewest() {
        VaeSpec shingle = TestSpecs.vae(2, 4, List.of(8), 4, Activation.SILU, Likelihood.GAUSSIAN, 0.1, 0);
        InputMasks masks = new InputMasks(shingle, 1, 1e-9, new SplittableRandom(5));
        int[] lost = new int[9];
        for (int i = 0; i < 3_000; i++) {
            float[] row = new float[8];
            masks.hide(row);
            int hidden = hidden(row);
            assertThat(IntStream.range(0, hidden)).allMatch(at -> Float.isNaN(row[at]));
            lost[hidden]++;
        }
        assertThat(lost[0] / 3_000.0).isCloseTo(0.5, within(0.03));
        assertThat(lost[2] + lost[4] + lost[6] + lost[0]).isEqualTo(3_000);
        assertThat(lost[6] / 3_000.0).isCloseTo(1 / 6.0, within(0.03));
    }

    @Test
    void whatIsHiddenMovesNoWeight() {
        float[] data = RandomModels.rows(SPEC, BATCH, 3);
        boolean[] hidden = hiddenOf(data);
        assertThat(IntStream.range(0, hidden.length).filter(i -> hidden[i]).count())
                .isBetween(hidden.length / 8L, hidden.length / 2L);
        float[] others = data.clone();
        IntStream.range(0, others.length).filter(i -> hidden[i]).forEach(i -> others[i] += 100);
        assertThat(gradients(others, 0.7, 0.4)).isEqualTo(gradients(data, 0.7, 0.4));
        others[
                IntStream.range(0, hidden.length)
                        .filter(i -> !hidden[i])
                        .findFirst()
                        .orElseThrow()] += 1;
        assertThat(gradients(others, 0.7, 0.4)).isNotEqualTo(gradients(data, 0.7, 0.4));
    }

    @Test
    void rowsHiddenWholeGiveTheirInputsNoGradient() {
        Map<String, List<Float>> gradients = gradients(RandomModels.rows(SPEC, BATCH, 3), 1, 1);
        assertThat(gradients.get("encoder.0.weight")).containsOnly(0f);
        assertThat(gradients.get("decoder.output.bias")).containsOnly(0f);
        assertThat(gradients.get("encoder.mean.bias")).isNotEmpty().anyMatch(g -> g != 0);
    }

    @Test
    void theSameSeedHidesTheSame() {
        assertThat(fit(0.5, 1)).isEqualTo(fit(0.5, 1));
        assertThat(fit(0.5, 1)).isNotEqualTo(fit(0, 1)).isNotEqualTo(fit(0.5, 2));
    }

    @Test
    void theTrainingRowsAloneDecideWhetherInputsAreHidden() {
        Dataset whole = SyntheticData.points(100, 1);
        assertThat(MaskingRule.apply(Recipe.POINTS_FIT, whole)).isEqualTo(Recipe.POINTS_FIT);
        whole.rows().get(0).values()[0] = Double.NaN;
        assertThat(MaskingRule.missingShare(whole)).isEqualTo(1 / 300.0);
        assertThat(MaskingRule.apply(Recipe.POINTS_FIT, whole)).isEqualTo(Recipe.POINTS_FIT);
        whole.rows().subList(0, 4).forEach(row -> row.values()[0] = Double.NaN);
        FitOptions masked = MaskingRule.apply(Recipe.POINTS_FIT, whole);
        assertThat(masked.corruption().maskedRows()).isEqualTo(MaskingRule.ROWS);
        assertThat(masked.corruption().maskedInputs()).isEqualTo(MaskingRule.INPUTS);
    }

    private static int hidden(InputMasks masks, int width) {
        float[] row = new float[width];
        masks.hide(row);
        return hidden(row);
    }

    private static int hidden(float[] row) {
        return (int)
                IntStream.range(0, row.length).filter(i -> Float.isNaN(row[i])).count();
    }

    private static BatchLoader loader(float[] data, double rows, double inputs) {
        return new BatchLoader(
                SPEC,
                rows(data),
                BATCH,
                0.2,
                new SplittableRandom(1),
                new InputMasks(SPEC, rows, inputs, new SplittableRandom(2)),
                null);
    }

    private static boolean[] hiddenOf(float[] data) {
        try (NDManager manager = TorchEngine.newManager()) {
            float[] present = NativeArrays.floats(loader(data, 0.7, 0.4)
                    .load(IntStream.range(0, BATCH).toArray(), manager)
                    .present());
            boolean[] hidden = new boolean[present.length];
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = present[i] == 0;
            }
            return hidden;
        }
    }

    private static Map<String, List<Float>> gradients(float[] data, double rows, double inputs) {
        try (NDManager manager = TorchEngine.newManager()) {
            Map<String, NDArray> weights = NativeArrays.weights(manager, RandomModels.tensors(SPEC, 31));
            weights.values().forEach(weight -> weight.setRequiresGradient(true));
            Objective objective = new Objective(new Network(SPEC, weights), ObservationModel.of(SPEC), 1);
            Objective.Batch batch =
                    loader(data, rows, inputs).load(IntStream.range(0, BATCH).toArray(), manager);
            try (GradientCollector collector = TorchEngine.engine().newGradientCollector()) {
                collector.backward(objective.negativeElbo(batch));
            }
            Map<String, List<Float>> gradients = new HashMap<>();
            weights.forEach((name, weight) -> gradients.put(name, list(NativeArrays.floats(weight.getGradient()))));
            return gradients;
        }
    }

    private static Map<String, List<Float>> fit(double maskedRows, long seed) {
        FitOptions options = TestSpecs.fit(40, 0, 64, 1e-3, 20, 0.2, 0.99, 1, false, seed)
                .withMasking(maskedRows, MaskingRule.INPUTS);
        Map<String, List<Float>> values = new TreeMap<>();
        for (Map.Entry<String, Tensor> tensor : Trainers.create(SPEC, options)
                .fit(rows(RandomModels.rows(SPEC, 200, 3)), FitListener.SILENT)
                .tensors()
                .entrySet()) {
            values.put(tensor.getKey(), list(tensor.getValue().values()));
        }
        return values;
    }

    private static List<Float> list(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }

    private static TrainingRows rows(float[] data) {
        return new TrainingRows() {
            @Override
            public int size() {
                return data.length / SPEC.inputDim();
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                System.arraycopy(data, index * SPEC.inputDim(), target, offset, SPEC.inputDim());
            }
        };
    }
}
