// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.scoring.BoundGap;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.JavaScorer;
import io.elbow.testing.TestSpecs;
import io.elbow.vae.NormalDraws;
import io.elbow.vae.RandomModels;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LargeBoundTest {
    private static final int ROWS = 40;

    private final VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, Activation.TANH, 16);
    private final Map<String, Tensor> tensors = RandomModels.tensors(spec, 5);
    private final float[] rows = RandomModels.rows(spec, ROWS, 6);

    @Test
    void groupsOfDrawsAreJoinedToTheBoundOfAllOfThem() {
        BoundGap gap = LargeBound.of(artifact(spec), rows, 100);
        assertThat(gap.draws()).isEqualTo(100);
        assertThat(gap.rows()).isEqualTo(ROWS);
        assertThat(gap.bound()).isCloseTo(ofOneScorer(100), within(1e-3 * (1 + Math.abs(gap.bound()))));
    }

    @Test
    void moreDrawsAreTighterAndTheScoreLiesAbove() {
        BoundGap few = LargeBound.of(artifact(spec), rows, 50);
        BoundGap many = LargeBound.of(artifact(spec), rows, 2_000);
        assertThat(many.bound()).isLessThan(few.bound());
        assertThat(many.score()).isEqualTo(few.score());
        assertThat(few.gap()).isPositive();
    }

    @Test
    void aFamilyWithoutAPosteriorHasNone() {
        VaeSpec plain = TestSpecs.withFamily(spec, Family.AUTOENCODER);
        assertThat(LargeBound.of(artifact(plain), rows, 50)).isNull();
    }

    /** The two groups' draws in one scorer, in plain Java. */
    private double ofOneScorer(int draws) {
        VaeSpec group = spec.withBound(Bound.IMPORTANCE_WEIGHTED, draws / 2);
        SplittableRandom random = new SplittableRandom(1);
        float[] first = NormalDraws.antithetic(group.posteriorSamples(), group.latentDim(), random)
                .values();
        float[] second = NormalDraws.antithetic(group.posteriorSamples(), group.latentDim(), random)
                .values();
        float[] noise = new float[first.length + second.length];
        System.arraycopy(first, 0, noise, 0, first.length);
        System.arraycopy(second, 0, noise, first.length, second.length);
        Map<String, Tensor> all = new TreeMap<>(tensors);
        all.put(VaeTensors.NOISE, new Tensor(new int[] {draws, spec.latentDim()}, noise));
        VaeSpec whole = spec.withBound(Bound.IMPORTANCE_WEIGHTED, draws);
        double sum = 0;
        try (JavaScorer scorer = new JavaScorer(whole, all)) {
            ElboTerms terms = scorer.score(rows, ROWS);
            for (int row = 0; row < ROWS; row++) {
                sum += terms.kl()[row];
                for (int i = 0; i < spec.inputDim(); i++) {
                    int at = row * spec.inputDim() + i;
                    sum += Float.isNaN(rows[at]) ? 0 : terms.nats()[at];
                }
            }
        }
        return sum / ROWS;
    }

    private ModelArtifact artifact(VaeSpec of) {
        Map<String, Tensor> random = RandomModels.tensors(of, 5);
        return ArtifactCodec.create(io.elbow.testing.RandomModels.manifest(of, random, 1), random);
    }
}
