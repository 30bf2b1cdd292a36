// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.Scorer;
import io.elbow.testing.TestSpecs;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VaeScorerTest {
    private static final double EQUAL = 1e-5;

    @Test
    void runsOnPyTorch() {
        assertThat(TorchEngine.start()).isEqualTo("PyTorch");
        assertThat(TorchEngine.threads()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "GAUSSIAN,SILU,16",
        "GAUSSIAN,RELU,0",
        "GAUSSIAN,TANH,2",
        "GAUSSIAN,SILU_TANH,16",
        "GAUSSIAN_FEATURE,SILU,16",
        "GAUSSIAN_RECORD,SILU,16",
        "GAUSSIAN_RECORD,TANH,0",
        "GAUSSIAN_RECORD,SILU_TANH,16",
        "BERNOULLI,SILU,16"
    })
    void agreesWithThePlainJavaScorer(Likelihood likelihood, Activation activation, int samples) {
        assertAgrees(RandomModels.spec(likelihood, activation, samples));
    }

    @Test
    void agreesWithThePlainJavaScorerBehindASigmoid() {
        assertAgrees(TestSpecs.withDecoderOutput(
                RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 16), DecoderOutput.SIGMOID));
    }

    @Test
    void agreesWithThePlainJavaScorerWhereTheEncoderSeesOnlySoFar() {
        assertAgrees(TestSpecs.withEncoderReach(RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 16), 0.5));
    }

    private static void assertAgrees(VaeSpec spec) {
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 11);
        float[] rows = RandomModels.rows(spec, 300, 12);
        rows[3] = Float.NaN;
        try (Scorer torch = new VaeScorer(spec, tensors);
                Scorer java = new JavaScorer(spec, tensors)) {
            assertEqualTerms(torch.score(rows, 300), java.score(rows, 300), rows);
            float[] expected = torch.expected(rows, 300);
            float[] reference = java.expected(rows, 300);
            for (int i = 0; i < expected.length; i++) {
                assertThat(expected[i]).isCloseTo(reference[i], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void aRowScoresAlikeInABatchOfAnySize(Likelihood likelihood) {
        VaeSpec spec = RandomModels.spec(likelihood, Activation.SILU, 16);
        float[] rows = RandomModels.rows(spec, 257, 5);
        try (Scorer scorer = new VaeScorer(spec, RandomModels.tensors(spec, 6))) {
            ElboTerms together = scorer.score(rows, 257);
            for (int row : new int[] {0, 1, 127, 128, 255, 256}) {
                float[] alone = java.util.Arrays.copyOfRange(rows, row * 5, row * 5 + 5);
                ElboTerms single = scorer.score(alone, 1);
                assertThat(total(single, 0)).isCloseTo(total(together, row), within(tolerance(together, row)));
            }
        }
    }

    @Test
    void klIsZeroWhenThePosteriorIsThePrior() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 0);
        SortedMap<String, Tensor> tensors = new TreeMap<>(RandomModels.tensors(spec, 1));
        tensors.put("encoder.mean.weight", Tensor.of(new float[3 * 6], 3, 6));
        tensors.put("encoder.mean.bias", Tensor.of(new float[3], 3));
        tensors.put("encoder.log-variance.weight", Tensor.of(new float[3 * 6], 3, 6));
        // The head is shifted by -1: a bias of 1 gives a log-variance of 0.
        tensors.put("encoder.log-variance.bias", Tensor.of(new float[] {1, 1, 1}, 3));
        try (Scorer scorer = new VaeScorer(spec, tensors)) {
            assertThat(scorer.score(RandomModels.rows(spec, 4, 2), 4).kl()).containsOnly(0f);
        }
    }

    @Test
    void aPerfectRecordOf38FeaturesHasMinus79NatsAtSigmaOneTwentieth() {
        VaeSpec spec = TestSpecs.vae(38, 1, List.of(4), 2, Activation.RELU, Likelihood.GAUSSIAN, 0.05, 0);
        SortedMap<String, Tensor> tensors = new TreeMap<>(RandomModels.tensors(spec, 1));
        tensors.put("decoder.output.weight", Tensor.of(new float[38 * 4], 38, 4));
        tensors.put("decoder.output.bias", Tensor.of(new float[38], 38));
        try (Scorer scorer = new VaeScorer(spec, tensors)) {
            ElboTerms terms = scorer.score(new float[38], 1);
            double expected = 38 * (Math.log(0.05) + 0.5 * Math.log(2 * Math.PI));
            assertThat(total(terms, 0) - terms.kl()[0]).isCloseTo(expected, within(1e-4));
            assertThat(expected).isCloseTo(-78.9, within(0.1));
        }
    }

    private static void assertEqualTerms(ElboTerms actual, ElboTerms expected, float[] rows) {
        for (int row = 0; row < actual.batch(); row++) {
            double scale = tolerance(expected, row);
            assertThat(actual.kl()[row]).isCloseTo(expected.kl()[row], within((float) scale));
            for (int i = row * actual.inputDim(); i < (row + 1) * actual.inputDim(); i++) {
                if (!Float.isNaN(rows[i])) {
                    assertThat(actual.nats()[i]).isCloseTo(expected.nats()[i], within((float) scale));
                }
            }
        }
    }

    /** Equal scores: |a - b| <= 1e-5 (1 + sum |nats| + kl). */
    private static double tolerance(ElboTerms terms, int row) {
        double sum = 1 + terms.kl()[row];
        for (int i = row * terms.inputDim(); i < (row + 1) * terms.inputDim(); i++) {
            sum += Float.isNaN(terms.nats()[i]) ? 0 : Math.abs(terms.nats()[i]);
        }
        return EQUAL * sum;
    }

    private static double total(ElboTerms terms, int row) {
        double sum = terms.kl()[row];
        for (int i = row * terms.inputDim(); i < (row + 1) * terms.inputDim(); i++) {
            sum += terms.nats()[i];
        }
        return sum;
    }
}
