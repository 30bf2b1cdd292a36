// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator takes a model of any family and any bound, and each in place of any other. */
class ScoreOperatorFamilyTest {
    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void modelsOfAllFamiliesAndBoundsTakeOverFromEachOther() throws Exception {
        VaeSpec vae = TestingModels.vae(2, 1, List.of(3), 1, Activation.SILU, Likelihood.GAUSSIAN, 0.5, 4);
        List<ModelArtifact> models = Stream.of(
                        Arrays.stream(Family.values()).map(family -> TestingModels.withFamily(vae, family)),
                        Stream.of(Bound.SGVB, Bound.IMPORTANCE_WEIGHTED).map(bound -> vae.withBound(bound, 4)),
                        Stream.of(vae.withMembers(2)))
                .flatMap(specs -> specs)
                .map(spec -> TestingModels.model(spec, 0.3f))
                .toList();
        List<String> expected = new ArrayList<>();
        try (ScoreHarness harness = ScoreHarness.real(models.get(0))) {
            for (int i = 0; i < models.size(); i++) {
                if (i > 0) {
                    harness.champion(models.get(i));
                }
                harness.record("k", i, 1, -0.5);
                expected.add(models.get(i).modelId());
            }
            harness.flink.endInput1();
            assertThat(harness.deadLetters()).isEmpty();
            assertThat(harness.scored()).extracting(ScoredObservation::model).isEqualTo(expected);
            assertThat(harness.scored())
                    .allSatisfy(scored ->
                            assertThat(scored.score()).isCloseTo(scored.reconstruction() + scored.kl(), within(1e-12)));
        }
    }
}
