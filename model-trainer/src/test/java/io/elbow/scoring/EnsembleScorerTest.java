// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Bound;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Members;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.testing.RandomModels;
import io.elbow.vae.Scorers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleScorerTest {
    private static final int ROWS = 40;

    @ParameterizedTest
    @EnumSource
    void everyTermIsTheMeanOfTheMembers(ScorerChoice choice) {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN_FEATURE, 5, 2, 16).withMembers(4);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 1);
        float[] rows = rows(spec);
        double[] nats = new double[ROWS * spec.inputDim()];
        double[] kl = new double[ROWS];
        double[] expected = new double[nats.length];
        for (int member = 0; member < 4; member++) {
            try (Scorer one = Scorers.create(spec.ofMember(), Members.of(spec, tensors, member), choice)) {
                ElboTerms terms = one.score(rows, ROWS);
                float[] means = one.expected(rows, ROWS);
                for (int i = 0; i < nats.length; i++) {
                    nats[i] += terms.nats()[i] / 4.0;
                    expected[i] += means[i] / 4.0;
                }
                for (int row = 0; row < ROWS; row++) {
                    kl[row] += terms.kl()[row] / 4.0;
                }
            }
        }
        try (Scorer all = Scorers.create(spec, tensors, choice)) {
            ElboTerms terms = all.score(rows, ROWS);
            float[] means = all.expected(rows, ROWS);
            for (int i = 0; i < nats.length; i++) {
                assertThat(terms.nats()[i]).isCloseTo((float) nats[i], within((float)
                        (1e-4 * (1 + Math.abs(nats[i])))));
                assertThat(means[i]).isCloseTo((float) expected[i], within(1e-4f));
            }
            for (int row = 0; row < ROWS; row++) {
                assertThat(terms.kl()[row]).isCloseTo((float) kl[row], within((float) (1e-5 * (1 + kl[row]))));
            }
        }
    }

    /** p(x) = 1/M sum_m p_m(x): more draws of the whole mixture come closer to -log p(x), from above. */
    @Test
    void theScoreIsABoundOfTheMixture() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 1, 16).withMembers(4);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 2);
        VaeSpec tight = spec.withBound(Bound.IMPORTANCE_WEIGHTED, 4 * 512);
        Map<String, Tensor> drawn = RandomModels.tensors(tight, 2);
        float[] rows = rows(spec);
        double[] mixture = new double[ROWS];
        for (int member = 0; member < 4; member++) {
            Map<String, Tensor> own = Members.of(tight, drawn, member);
            Members.of(spec, tensors, member).forEach((name, tensor) -> {
                if (!name.equals("noise")) {
                    own.put(name, tensor);
                }
            });
            try (Scorer scorer = new JavaScorer(tight.ofMember(), own)) {
                double[] bounds = scores(scorer, rows);
                for (int row = 0; row < ROWS; row++) {
                    mixture[row] += Math.exp(-bounds[row]) / 4;
                }
            }
        }
        try (Scorer all = Scorers.create(spec, tensors, ScorerChoice.JAVA)) {
            double gap = 0;
            double[] scores = scores(all, rows);
            for (int row = 0; row < ROWS; row++) {
                gap += (scores[row] + Math.log(mixture[row])) / ROWS;
            }
            assertThat(gap).isPositive();
        }
    }

    @Test
    void membersOfTheSameWeightsScoreAsOne() {
        VaeSpec one = RandomModels.spec(Likelihood.BERNOULLI, 5, 1, 4);
        Map<String, Tensor> tensors = RandomModels.tensors(one, 3);
        Map<String, Tensor> three = Members.join(Collections.nCopies(3, tensors));
        VaeSpec spec = one.withBound(Bound.ELBO, 12).withMembers(3);
        assertThat(spec.ofMember()).isEqualTo(one);
        float[] rows = rows(one);
        try (Scorer alone = Scorers.create(one, tensors, ScorerChoice.JAVA);
                Scorer ensemble = Scorers.create(spec, three, ScorerChoice.JAVA)) {
            double[] expected = scores(alone, rows);
            double[] scores = scores(ensemble, rows);
            for (int row = 0; row < ROWS; row++) {
                assertThat(scores[row]).isCloseTo(expected[row], within(1e-5 * (1 + Math.abs(expected[row]))));
            }
        }
    }

    @Test
    void theFloorIsTheMeanOfTheMembers() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN_FEATURE, 5, 1, 4).withMembers(2);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 4);
        double first = Floors.of(spec.ofMember(), Members.of(spec, tensors, 0));
        double second = Floors.of(spec.ofMember(), Members.of(spec, tensors, 1));
        assertThat(first).isNotEqualTo(second);
        assertThat(Floors.of(spec, tensors)).isCloseTo((first + second) / 2, within(1e-9));
    }

    @Test
    void aScorerOfOneNetworkRefusesSeveral() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 1, 4).withMembers(2);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 4);
        assertThatThrownBy(() -> new JavaScorer(spec, tensors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the model has 2 members; make its scorer by Scorers.create");
    }

    @Test
    void closesEveryMember() {
        List<Scorer> closed = new ArrayList<>();
        List<Scorer> members = List.of(new Closing(closed), new Closing(closed));
        new EnsembleScorer(members).close();
        assertThat(closed).isEqualTo(members);
    }

    @Test
    void drawsThatTheMembersCannotShareAreRefused() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 1, 12);
        assertThatThrownBy(() -> spec.withMembers(4))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("12 for 4 members")
                .hasMessageContaining("a multiple of 8");
        assertThat(spec.withMembers(3).ofMember().posteriorSamples()).isEqualTo(4);
    }

    private static double[] scores(Scorer scorer, float[] rows) {
        ElboTerms terms = scorer.score(rows, ROWS);
        double[] scores = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            scores[row] = terms.kl()[row];
            for (int i = 0; i < scorer.inputDim(); i++) {
                scores[row] += terms.nats()[row * scorer.inputDim() + i];
            }
        }
        return scores;
    }

    private static float[] rows(VaeSpec spec) {
        SplittableRandom random = new SplittableRandom(7);
        float[] rows = new float[ROWS * spec.rowWidth()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextDouble();
        }
        return rows;
    }

    private record Closing(List<Scorer> closed) implements Scorer {
        @Override
        public int inputDim() {
            return 1;
        }

        @Override
        public ElboTerms score(float[] rows, int batch) {
            throw new IllegalStateException("nothing is scored here");
        }

        @Override
        public float[] expected(float[] rows, int batch) {
            throw new IllegalStateException("nothing is expected here");
        }

        @Override
        public void close() {
            closed.add(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
