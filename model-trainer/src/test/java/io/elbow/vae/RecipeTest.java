// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Family;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.FeatureOptions;
import io.elbow.config.FeatureOptions.Standardize;
import io.elbow.config.ModelOptions;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.config.TrainingOptions;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.vae.TrainingPlan.Origin;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private static final Origin ANY = new Origin(null, null, null);

    @Test
    void pointsTakeManyStepsFourNetworksAndNoKnee() {
        TrainingPlan plan = Recipe.points(ANY, TrainingOptions.DEFAULT);
        assertThat(plan.rows().series()).isFalse();
        assertThat(plan.fit().steps()).isEqualTo(1_500);
        assertThat(plan.scaling().knee()).isEqualTo(Standardizer.NO_KNEE);
        assertThat(plan.smoothing()).isEqualTo(Smoothing.NONE);
        VaeSpec spec = plan.spec(5);
        assertThat(spec.members()).isEqualTo(4);
        assertThat(spec.sigma()).isEqualTo(0.05);
        assertThat(spec.activation()).isEqualTo(Activation.SILU_TANH);
        assertThat(spec.latentDim()).isEqualTo(5);
    }

    @Test
    void aSeriesTakesFewerStepsOneNetworkAndAKnee() {
        TrainingPlan plan = Recipe.series(ANY, 1, TrainingOptions.DEFAULT);
        assertThat(plan.rows().series()).isTrue();
        assertThat(plan.fit().steps()).isEqualTo(750);
        assertThat(plan.scaling().knee()).isEqualTo(3);
        assertThat(plan.smoothing()).isEqualTo(new Smoothing(10, false));
        VaeSpec spec = plan.spec(38);
        assertThat(spec.members()).isEqualTo(1);
        assertThat(spec.sigma()).isEqualTo(0.3);
        assertThat(spec.activation()).isEqualTo(Activation.SILU);
        assertThat(spec.latentDim()).isEqualTo(32);
    }

    @Test
    void rowsWithAKeyATimeOrAShingleAreASeries() {
        assertThat(Recipe.of(ANY, false, 1, TrainingOptions.DEFAULT))
                .isEqualTo(Recipe.points(ANY, TrainingOptions.DEFAULT));
        assertThat(Recipe.of(ANY, true, 1, TrainingOptions.DEFAULT))
                .isEqualTo(Recipe.series(ANY, 1, TrainingOptions.DEFAULT));
        assertThat(Recipe.of(ANY, false, 2, TrainingOptions.DEFAULT))
                .isEqualTo(Recipe.series(ANY, 2, TrainingOptions.DEFAULT));
        assertThat(Recipe.of(ANY, false, ShingleOptions.AUTO, TrainingOptions.DEFAULT))
                .isEqualTo(Recipe.series(ANY, 10, TrainingOptions.DEFAULT));
    }

    @Test
    void withTheStatisticsOfKeysTheEncoderSeesNoFurtherThanTheKnee() {
        TrainingOptions perKey = new TrainingOptions(
                ShingleOptions.DEFAULT,
                new FeatureOptions(Standardize.PER_KEY),
                ModelOptions.DEFAULT,
                TrainingOptions.DEFAULT.condition(),
                TrainingOptions.DEFAULT.score(),
                TrainingOptions.DEFAULT.alerts());
        TrainingPlan plan = Recipe.series(ANY, 1, perKey);
        assertThat(plan.scaling().perKey()).isEqualTo(PerKeyOptions.DEFAULT);
        assertThat(plan.spec(3).network().encoderReach()).isEqualTo(3);
        assertThat(TrainingPlan.Scaling.of(3, PerKeyOptions.DEFAULT, Family.PCA).encoderReach())
                .isEqualTo(VaeSpec.NO_REACH);
        assertThat(Recipe.series(ANY, 1, TrainingOptions.DEFAULT)
                        .spec(3)
                        .network()
                        .encoderReach())
                .isEqualTo(VaeSpec.NO_REACH);
    }
}
