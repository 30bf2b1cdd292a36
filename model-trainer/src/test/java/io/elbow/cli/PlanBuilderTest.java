// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.TrainingOptions;
import io.elbow.data.ColumnRoles;
import io.elbow.vae.Recipe;
import io.elbow.vae.TrainingPlan;
import io.elbow.vae.TrainingPlan.Origin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without a flag the recipe stands as it is; what flags do to it, {@link TrainByConfigTest} says. */
class PlanBuilderTest {
    private static final ColumnRoles TIMED = new ColumnRoles("host", "ts", null, List.of());

    @Test
    void withoutYamlAndFlagsThePlanIsTheRecipe() {
        assertThat(plan(null, ColumnRoles.NONE))
                .isEqualTo(Recipe.points(new Origin(null, null, null), TrainingOptions.DEFAULT));
        assertThat(plan(null, TIMED))
                .isEqualTo(Recipe.series(new Origin(null, "host", "ts"), 1, TrainingOptions.DEFAULT));
    }

    @Test
    void aYamlThatSaysNothingOfTrainingChangesTheNameAlone() {
        assertThat(plan(config(""), TIMED))
                .isEqualTo(Recipe.series(new Origin("tiny", "host", "ts"), 1, TrainingOptions.DEFAULT));
    }

    @Test
    void aYamlChangesTheRecipeBySettings() {
        DetectorConfig config = config("""
                shingle: {length: auto}
                features: {standardize: per-key}
                model: {hidden: [12], beta: 0.7}
                condition: {calendar: [hour]}
                """);
        TrainingPlan plan = plan(config, TIMED);
        assertThat(plan).isEqualTo(Recipe.series(new Origin("tiny", "host", "ts"), 10, config.training()));
        assertThat(plan.model().hidden()).containsExactly(12);
        assertThat(plan.fit().divergence().klWeight()).isEqualTo(0.7);
    }

    private static TrainingPlan plan(DetectorConfig config, ColumnRoles roles) {
        return new PlanBuilder(config, new InputOptions(), new ModelFlags(), new FitFlags()).build(roles);
    }

    private static DetectorConfig config(String more) {
        String yaml = "name: tiny\nkafka: {topics: {records: r, alerts: a, models: m, dead-letters: d}}\n";
        return ConfigLoader.parse(yaml + more, "test", Map.of());
    }
}
