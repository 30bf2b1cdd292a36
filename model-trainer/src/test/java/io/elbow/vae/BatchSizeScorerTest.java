// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import io.elbow.testing.TestSpecs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchSizeScorerTest {
    /** 10 x 300 + 300 x 300 + .. multiplications a row for 16 draws: about 1.6 million, so eight rows break even. */
    private final VaeSpec spec =
            TestSpecs.vae(10, 1, List.of(300, 300), 5, Activation.SILU, Likelihood.GAUSSIAN, 0.3, 16);

    @Test
    void countsTheProductsOfARow() {
        long encoder = 10 * 300 + 300 * 300 + 2 * 300 * 5;
        long decoder = 5 * 300 + 300 * 300 + 300 * 10;
        assertThat(BatchSizeScorer.productsARow(spec)).isEqualTo(encoder + 16 * decoder);
    }

    @Test
    void countsTheProductsOfEveryMember() {
        long encoder = 10 * 300 + 300 * 300 + 2 * 300 * 5;
        long decoder = 5 * 300 + 300 * 300 + 300 * 10;
        assertThat(BatchSizeScorer.productsARow(spec.withMembers(4))).isEqualTo(4 * encoder + 16 * decoder);
        VaeSpec meanAlone = spec.withBound(Bound.ELBO, 0).withMembers(4);
        assertThat(BatchSizeScorer.productsARow(meanAlone)).isEqualTo(4 * encoder + 4 * decoder);
    }

    @Test
    void aRowScoresAlikeOnEitherSideOfTheBorder() {
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 3);
        float[] rows = RandomModels.rows(spec, 64, 4);
        try (Scorer scorer = new BatchSizeScorer(spec, tensors)) {
            ElboTerms large = scorer.score(rows, 64);
            ElboTerms small = scorer.score(rows, 1);
            // Different summation orders: were both the same implementation, every bit would agree.
            double sum = 1 + large.kl()[0];
            for (int i = 0; i < spec.inputDim(); i++) {
                sum += Math.abs(large.nats()[i]);
            }
            for (int i = 0; i < spec.inputDim(); i++) {
                assertThat(small.nats()[i]).isCloseTo(large.nats()[i], within((float) (1e-5 * sum)));
            }
            assertThat(small.kl()[0]).isCloseTo(large.kl()[0], within((float) (1e-5 * sum)));
            assertThat(scorer.expected(rows, 1)).hasSize(10);
        }
    }
}
