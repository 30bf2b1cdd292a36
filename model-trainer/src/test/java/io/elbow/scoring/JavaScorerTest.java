// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.testing.RandomModels;
import io.elbow.testing.TestSpecs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JavaScorerTest {
    @ParameterizedTest
    @EnumSource
    void agreesWithTheFormulasWrittenOutInDouble(Likelihood likelihood) {
        for (int samples : new int[] {0, 2, 16, 34}) {
            for (Activation activation : Activation.values()) {
                VaeSpec spec = TestSpecs.vae(5, 2, List.of(13, 7), 3, activation, likelihood, 0.3, samples);
                agrees(spec, RandomModels.tensors(spec, samples + 1), rows(spec, 37, samples));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowGivesTheSameTermsInEveryBatch(Likelihood likelihood) {
        VaeSpec spec = RandomModels.spec(likelihood, 6, 1, 16);
        try (JavaScorer scorer = new JavaScorer(spec, RandomModels.tensors(spec, 3))) {
            float[] rows = rows(spec, 50, 3);
            ElboTerms all = scorer.score(rows, 50);
            for (int row = 0; row < 50; row++) {
                ElboTerms one = scorer.score(Arrays.copyOfRange(rows, row * 6, row * 6 + 6), 1);
                assertThat(one.nats()).containsExactly(Arrays.copyOfRange(all.nats(), row * 6, row * 6 + 6));
                assertThat(one.kl()[0]).isEqualTo(all.kl()[row]);
            }
        }
    }

    @Test
    void aMissingInputEntersAsZero() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 4, 1, 16);
        try (JavaScorer scorer = new JavaScorer(spec, RandomModels.tensors(spec, 4))) {
            ElboTerms missing = scorer.score(new float[] {1, Float.NaN, -1, 0.5f}, 1);
            ElboTerms zero = scorer.score(new float[] {1, 0, -1, 0.5f}, 1);
            for (int i : new int[] {0, 2, 3}) {
                assertThat(missing.nats()[i]).isEqualTo(zero.nats()[i]);
            }
            assertThat(missing.kl()).containsExactly(zero.kl());
        }
    }

    @Test
    void farOutliersGetFiniteScores() {
        for (Likelihood likelihood : Likelihood.values()) {
            VaeSpec spec = TestSpecs.vae(3, 1, List.of(16), 2, Activation.SILU, likelihood, 0.05, 16);
            try (JavaScorer scorer = new JavaScorer(spec, RandomModels.tensors(spec, 5))) {
                ElboTerms terms = scorer.score(new float[] {1e4f, -1e4f, 1e4f}, 1);
                for (float nats : terms.nats()) {
                    assertThat(nats).as(likelihood.configName()).isFinite();
                }
                assertThat(terms.kl()[0]).isFinite().isGreaterThan(0);
            }
        }
    }

    @Test
    void anEmptyBatchHasNoTerms() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 4, 1, 0);
        try (JavaScorer scorer = new JavaScorer(spec, RandomModels.tensors(spec, 4))) {
            assertThat(scorer.score(new float[0], 0).nats()).isEmpty();
        }
    }

    @Test
    void refusesABatchThatIsLongerThanItsRows() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 4, 1, 0);
        try (JavaScorer scorer = new JavaScorer(spec, RandomModels.tensors(spec, 4))) {
            assertThatThrownBy(() -> scorer.score(new float[7], 2))
                    .hasMessage("2 rows of 4 inputs do not fit into 7 values");
        }
    }

    /** Checks that scores are equal within the specified tolerance, input by input and in the sum. */
    private static void agrees(VaeSpec spec, Map<String, Tensor> tensors, float[] rows) {
        int inputs = spec.inputDim();
        int batch = rows.length / inputs;
        try (JavaScorer scorer = new JavaScorer(spec, tensors)) {
            ElboTerms terms = scorer.score(rows, batch);
            float[] expected = scorer.expected(rows, batch);
            for (int row = 0; row < batch; row++) {
                ReferenceElbo reference = ReferenceElbo.of(spec, tensors, rows, row);
                double size = 1
                        + reference.kl()
                        + Arrays.stream(reference.nats()).map(Math::abs).sum();
                double sum = terms.kl()[row];
                for (int i = 0; i < inputs; i++) {
                    sum += terms.nats()[row * inputs + i];
                    assertThat((double) terms.nats()[row * inputs + i])
                            .as(spec + " row " + row + " input " + i)
                            .isCloseTo(reference.nats()[i], within(1e-5 * size));
                    assertThat((double) expected[row * inputs + i])
                            .isCloseTo(
                                    reference.expected()[i],
                                    within(1e-5 * (1 + Math.abs(reference.expected()[i]))));
                }
                assertThat((double) terms.kl()[row]).isCloseTo(reference.kl(), within(1e-5 * size));
                double score = reference.kl() + Arrays.stream(reference.nats()).sum();
                assertThat(sum).as(spec + " row " + row).isCloseTo(score, within(1e-5 * size));
            }
        }
    }

    private static float[] rows(VaeSpec spec, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rows = new float[count * spec.inputDim()];
        boolean unit = spec.likelihood() == Likelihood.BERNOULLI;
        for (int i = 0; i < rows.length; i++) {
            double spread = random.nextInt(20) == 0 ? 100 : 1;
            rows[i] = (float) (unit ? random.nextDouble() : spread * random.nextGaussian());
        }
        return rows;
    }
}
