// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import io.elbow.testing.TestSpecs;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Relations between the bounds that hold whatever the weights are. */
class BoundRelationsTest {
    private static final int ROWS = 40;
    private static final int DRAWS = 64;

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void moreImportanceWeightedDrawsNeverCostMore(Likelihood likelihood) {
        VaeSpec spec = RandomModels.spec(likelihood, Activation.SILU, DRAWS);
        SortedMap<String, Tensor> tensors = RandomModels.tensors(spec, 31);
        float[] rows = RandomModels.rows(spec, ROWS, 32);
        for (ScorerChoice choice : new ScorerChoice[] {ScorerChoice.JAVA, ScorerChoice.PYTORCH}) {
            // With one draw in each group the weighted bound is the sampled one, and SGVB is its mean over the draws.
            double ofOne = mean(scores(spec.withBound(Bound.SGVB, DRAWS), tensors, rows, choice));
            double ofEight = mean(meanOverGroups(spec, tensors, rows, 8, choice));
            double ofAll = mean(meanOverGroups(spec, tensors, rows, DRAWS, choice));
            assertThat(ofOne).as("%s: 1 against 8", choice).isGreaterThanOrEqualTo(ofEight);
            assertThat(ofEight).as("%s: 8 against 64", choice).isGreaterThanOrEqualTo(ofAll);
            assertThat(ofOne - ofAll)
                    .as("%s: a difference that can be seen", choice)
                    .isGreaterThan(0.01);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SGVB", "IMPORTANCE_WEIGHTED"})
    void theTwoScorersGiveEqualTermsWhereInputsAreMissing(Bound bound) {
        for (Likelihood likelihood : Likelihood.values()) {
            VaeSpec spec = RandomModels.spec(likelihood, Activation.SILU, DRAWS).withBound(bound, DRAWS);
            SortedMap<String, Tensor> tensors = RandomModels.tensors(spec, 33);
            float[] rows = RandomModels.rows(spec, 300, 34);
            for (int i = 0; i < rows.length; i += 7) {
                rows[i] = Float.NaN;
            }
            double[] java = scores(spec, tensors, rows, ScorerChoice.JAVA);
            double[] torch = scores(spec, tensors, rows, ScorerChoice.PYTORCH);
            double[] magnitudes = magnitudes(spec, tensors, rows);
            for (int row = 0; row < java.length; row++) {
                assertThat(torch[row]).isCloseTo(java[row], within(1e-5 * (1 + magnitudes[row])));
            }
        }
    }

    @Test
    void theBoundOfManyDrawsIsTheExactLikelihoodOfALinearModel() {
        // x = W z + noise: p(x) = N(b, W W^T + sigma^2), here with one latent and one input, and a posterior that is
        // wider than the true one, so that the weights have something to do.
        VaeSpec spec = TestSpecs.vae(1, 1, List.of(), 1, Activation.SILU, Likelihood.GAUSSIAN, 0.5, 20_000)
                .withBound(Bound.IMPORTANCE_WEIGHTED, 20_000);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        tensors.put("encoder.mean.weight", new Tensor(new int[] {1, 1}, new float[] {0.7f}));
        tensors.put("encoder.mean.bias", new Tensor(new int[] {1}, new float[] {0.1f}));
        tensors.put("encoder.log-variance.weight", new Tensor(new int[] {1, 1}, new float[] {0}));
        tensors.put("encoder.log-variance.bias", new Tensor(new int[] {1}, new float[] {1}));
        tensors.put("decoder.output.weight", new Tensor(new int[] {1, 1}, new float[] {0.8f}));
        tensors.put("decoder.output.bias", new Tensor(new int[] {1}, new float[] {0.2f}));
        tensors.put(
                VaeTensors.NOISE,
                NormalDraws.antithetic(spec.posteriorSamples(), spec.latentDim(), new SplittableRandom(35)));
        float[] rows = {-1, 0, 0.2f, 1.5f};
        double[] scores = scores(spec, tensors, rows, ScorerChoice.JAVA);
        double variance = 0.8 * 0.8 + 0.25;
        for (int row = 0; row < rows.length; row++) {
            double difference = rows[row] - 0.2;
            double exact = 0.5 * (Math.log(2 * Math.PI * variance) + difference * difference / variance);
            assertThat(scores[row]).isCloseTo(exact, within(0.02));
        }
    }

    @Test
    void theSampledDivergenceIsTheClosedFormInTheMean() {
        VaeSpec closed = RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 500);
        VaeSpec sampled = closed.withBound(Bound.SGVB, 500);
        float[] rows = RandomModels.rows(closed, ROWS, 36);
        int repeats = 40;
        double[][] divergences = new double[ROWS][repeats];
        SortedMap<String, Tensor> tensors = RandomModels.tensors(closed, 37);
        for (int repeat = 0; repeat < repeats; repeat++) {
            tensors.put(
                    VaeTensors.NOISE,
                    NormalDraws.antithetic(
                            closed.posteriorSamples(), closed.latentDim(), new SplittableRandom(38 + repeat)));
            try (Scorer scorer = Scorers.create(sampled, tensors, ScorerChoice.JAVA)) {
                float[] kl = scorer.score(rows, ROWS).kl();
                for (int row = 0; row < ROWS; row++) {
                    divergences[row][repeat] = kl[row];
                }
            }
        }
        try (Scorer scorer = Scorers.create(closed, tensors, ScorerChoice.JAVA)) {
            float[] kl = scorer.score(rows, ROWS).kl();
            for (int row = 0; row < ROWS; row++) {
                double mean = mean(divergences[row]);
                double variance = Arrays.stream(divergences[row])
                                .map(d -> (d - mean) * (d - mean))
                                .sum()
                        / (repeats - 1);
                assertThat(mean).isCloseTo(kl[row], within(4 * Math.sqrt(variance / repeats)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void theAutoencoderIsTheLimitOfVanishingPosteriorVariance(Likelihood likelihood) {
        VaeSpec vae = RandomModels.spec(likelihood, Activation.SILU, 16);
        SortedMap<String, Tensor> tensors = RandomModels.tensors(vae, 81);
        VaeSpec autoencoder = TestSpecs.withFamily(vae, Family.AUTOENCODER);
        SortedMap<String, Tensor> withoutVariance = new TreeMap<>(tensors);
        withoutVariance.keySet().retainAll(VaeTensors.shapes(autoencoder).keySet());
        float[] rows = RandomModels.rows(vae, ROWS, 82);
        try (Scorer scorer = Scorers.create(autoencoder, withoutVariance, ScorerChoice.PYTORCH)) {
            ElboTerms limit = scorer.score(rows, ROWS);
            assertThat(limit.kl()).containsOnly(0);
            double before = Double.POSITIVE_INFINITY;
            for (float bias : new float[] {0, -2, -4, -6, -8, -10}) {
                double distance = distance(limit.nats(), withBias(vae, tensors, bias, rows));
                assertThat(distance).isLessThan(before / 3);
                before = distance;
            }
            // Half a latent variance of exp(-11) times the decoder's curvature, some 1e2 at sigma 0.3.
            assertThat(before).isLessThan(2e-3);
        }
    }

    private static float[] withBias(VaeSpec vae, SortedMap<String, Tensor> tensors, float bias, float[] rows) {
        SortedMap<String, Tensor> narrower = new TreeMap<>(tensors);
        float[] biases = new float[vae.latentDim()];
        Arrays.fill(biases, bias);
        narrower.put("encoder.log-variance.bias", new Tensor(new int[] {vae.latentDim()}, biases));
        try (Scorer scorer = Scorers.create(vae, narrower, ScorerChoice.PYTORCH)) {
            return scorer.score(rows, ROWS).nats();
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    /** Mean over all disjoint groups of that many stored draws. */
    private static double[] meanOverGroups(
            VaeSpec spec, SortedMap<String, Tensor> tensors, float[] rows, int size, ScorerChoice choice) {
        float[] noise = tensors.get(VaeTensors.NOISE).values();
        double[] mean = new double[ROWS];
        int groups = DRAWS / size;
        int latents = spec.latentDim();
        for (int group = 0; group < groups; group++) {
            float[] part = Arrays.copyOfRange(noise, group * size * latents, (group + 1) * size * latents);
            SortedMap<String, Tensor> ofGroup = new TreeMap<>(tensors);
            ofGroup.put(VaeTensors.NOISE, new Tensor(new int[] {size, latents}, part));
            double[] scores = scores(spec.withBound(Bound.IMPORTANCE_WEIGHTED, size), ofGroup, rows, choice);
            Arrays.setAll(mean, row -> mean[row] + scores[row] / groups);
        }
        return mean;
    }

    private static double[] scores(VaeSpec spec, SortedMap<String, Tensor> tensors, float[] rows, ScorerChoice choice) {
        int count = rows.length / spec.inputDim();
        try (Scorer scorer = Scorers.create(spec, tensors, choice)) {
            ElboTerms terms = scorer.score(rows, count);
            double[] scores = new double[count];
            for (int row = 0; row < count; row++) {
                scores[row] = terms.kl()[row];
                for (int i = row * spec.inputDim(); i < (row + 1) * spec.inputDim(); i++) {
                    scores[row] += Float.isNaN(rows[i]) ? 0 : terms.nats()[i];
                }
            }
            return scores;
        }
    }

    private static double[] magnitudes(VaeSpec spec, SortedMap<String, Tensor> tensors, float[] rows) {
        try (Scorer scorer = Scorers.create(spec, tensors, ScorerChoice.JAVA)) {
            ElboTerms terms = scorer.score(rows, rows.length / spec.inputDim());
            double[] magnitudes = new double[terms.batch()];
            for (int i = 0; i < rows.length; i++) {
                magnitudes[i / spec.inputDim()] += Float.isNaN(rows[i]) ? 0 : Math.abs(terms.nats()[i]);
            }
            Arrays.setAll(magnitudes, row -> magnitudes[row] + Math.abs(terms.kl()[row]));
            return magnitudes;
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
