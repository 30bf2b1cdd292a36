// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.PriorMean;
import io.elbow.scoring.Scorer;
import java.util.Arrays;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scores under a condition: both scorers agree, and a value that no training row had is replaced as documented. */
class ConditionalScorerTest {
    private static final int DIM = 3;
    private static final int ROWS = 300;
    private static final float[] FREQUENCIES = {0.5f, 0.3f, 0.2f};

    private static VaeSpec spec(ConditionPlacement placement) {
        return RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 16).withCondition(DIM, placement);
    }

    private static SortedMap<String, Tensor> tensors(VaeSpec spec) {
        SortedMap<String, Tensor> tensors = RandomModels.tensors(spec, 5);
        tensors.computeIfPresent(VaeTensors.PRIOR_CONDITION, (name, random) -> Tensor.of(FREQUENCIES, DIM));
        return tensors;
    }

    /** A row of inputs under a condition. */
    private static float[] row(VaeSpec spec, float... condition) {
        float[] row = Arrays.copyOf(RandomModels.rows(spec, 1, 9), spec.rowWidth());
        System.arraycopy(condition, 0, row, spec.inputDim(), DIM);
        return row;
    }

    @ParameterizedTest
    @EnumSource(ConditionPlacement.class)
    void theJavaScorerAgreesWithPyTorch(ConditionPlacement placement) {
        VaeSpec spec = spec(placement);
        float[] rows = RandomModels.rows(spec, ROWS, 12);
        Arrays.fill(rows, spec.inputDim(), spec.rowWidth(), Float.NaN);
        rows[spec.rowWidth() + 1] = Float.NaN;
        try (Scorer torch = new VaeScorer(spec, tensors(spec));
                Scorer java = new JavaScorer(spec, tensors(spec))) {
            assertThat(torch.rowWidth()).isEqualTo(java.rowWidth()).isEqualTo(spec.inputDim() + DIM);
            ElboTerms native_ = torch.score(rows, ROWS);
            ElboTerms plain = java.score(rows, ROWS);
            assertThat(native_.nats()).hasSize(ROWS * spec.inputDim());
            for (int row = 0; row < ROWS; row++) {
                double size = 1 + plain.kl()[row];
                for (int i = 0; i < spec.inputDim(); i++) {
                    size += Math.abs(plain.nats()[row * spec.inputDim() + i]);
                }
                for (int i = row * spec.inputDim(); i < (row + 1) * spec.inputDim(); i++) {
                    assertThat((double) native_.nats()[i]).isCloseTo(plain.nats()[i], within(1e-5 * size));
                }
                assertThat((double) native_.kl()[row]).isCloseTo(plain.kl()[row], within(1e-5 * size));
            }
            float[] reference = java.expected(rows, ROWS);
            float[] expected = torch.expected(rows, ROWS);
            for (int i = 0; i < expected.length; i++) {
                assertThat(expected[i]).isCloseTo(reference[i], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ConditionPlacement.class)
    void anotherConditionIsAnotherScore(ConditionPlacement placement) {
        VaeSpec spec = spec(placement);
        try (Scorer scorer = new JavaScorer(spec, tensors(spec))) {
            ElboTerms one = scorer.score(row(spec, 1, 0, 0), 1);
            ElboTerms other = scorer.score(row(spec, 0, 1, 0), 1);
            assertThat(Math.abs(one.kl()[0] - other.kl()[0])).isGreaterThan(1e-3f);
            boolean seenByTheDecoder = placement != ConditionPlacement.PRIOR;
            assertThat(Arrays.equals(one.nats(), other.nats())).isNotEqualTo(seenByTheDecoder);
        }
    }

    @Test
    void theNetworkSeesZerosForAnUnseenCategory() {
        VaeSpec spec = spec(ConditionPlacement.NETWORK);
        float nan = Float.NaN;
        try (Scorer scorer = new JavaScorer(spec, tensors(spec))) {
            ElboTerms unseen = scorer.score(row(spec, nan, nan, nan), 1);
            ElboTerms zeros = scorer.score(row(spec, 0, 0, 0), 1);
            assertThat(unseen.nats()).containsExactly(zeros.nats());
            assertThat(unseen.kl()).containsExactly(zeros.kl());
        }
    }

    @Test
    void thePriorOfAnUnseenCategoryIsTheFrequencyWeightedMeanOverTheCategories() {
        VaeSpec spec = spec(ConditionPlacement.BOTH);
        PriorMean prior = PriorMean.of(spec, tensors(spec));
        double[] weighted = new double[spec.latentDim()];
        for (int category = 0; category < DIM; category++) {
            float[] oneHot = new float[DIM];
            oneHot[category] = 1;
            float[] mean = prior.ofCondition(oneHot, 0).clone();
            for (int j = 0; j < weighted.length; j++) {
                weighted[j] += FREQUENCIES[category] * mean[j];
            }
        }
        float[] unseen = prior.ofCondition(new float[] {Float.NaN, Float.NaN, Float.NaN}, 0);
        for (int j = 0; j < weighted.length; j++) {
            assertThat((double) unseen[j]).isCloseTo(weighted[j], within(1e-6));
        }
    }

    @Test
    void theDivergenceIsThatFromThePriorOfTheCondition() {
        VaeSpec spec = spec(ConditionPlacement.PRIOR);
        SortedMap<String, Tensor> tensors = tensors(spec);
        float[] row = row(spec, 0, 0, 1);
        float[] mean = PriorMean.of(spec, tensors).of(row, 0).clone();
        // The encoder does not see the condition: shifting its mean by the prior's gives the divergence from N(0, I).
        float[] shifted = tensors.get("encoder.mean.bias").values().clone();
        for (int j = 0; j < shifted.length; j++) {
            shifted[j] -= mean[j];
        }
        SortedMap<String, Tensor> plain = new java.util.TreeMap<>(tensors);
        plain.put("encoder.mean.bias", Tensor.of(shifted, shifted.length));
        VaeSpec unconditional = spec.withCondition(0, ConditionPlacement.PRIOR);
        try (Scorer conditional = new JavaScorer(spec, tensors);
                Scorer reference = new JavaScorer(unconditional, plain)) {
            float kl = conditional.score(row, 1).kl()[0];
            float[] inputs = Arrays.copyOf(row, spec.inputDim());
            assertThat(kl).isCloseTo(reference.score(inputs, 1).kl()[0], within(1e-5f * (1 + kl)));
        }
    }
}
