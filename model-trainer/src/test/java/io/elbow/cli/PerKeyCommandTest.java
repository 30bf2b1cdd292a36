// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelStore;
import io.elbow.config.PerKeyOptions;
import io.elbow.features.PerKeyFit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --standardize per-key} through the commands. */
class PerKeyCommandTest {
    @TempDir
    private Path dir;

    private Path table;
    private Path model;

    @BeforeEach
    void table() {
        table = Tables.series(dir.resolve("series.csv"), 600);
        model = dir.resolve("model.safetensors");
    }

    @Test
    void theFlagMakesAModelThatEveryCommandUnderstands() {
        train("--key", "host", "--standardize", "per-key").succeeded();
        assertThat(perKey().names()).containsExactly("host-0", "host-1");
        assertThat(perKey().options()).isEqualTo(PerKeyOptions.DEFAULT);
        assertThat(CommandRun.of("inspect", model).succeeded().out())
                .contains("each key's own statistics")
                .contains("2 keys")
                .contains("prior rows 10, bucket 1h, half-life never");
        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", table, "--output", scores)
                .succeeded();
        assertThat(Tables.lines(scores)).hasSize(602);
        assertThat(CommandRun.of("reconstruct", "--model", model, "--input", table, "--output", dir.resolve("r.csv"))
                        .oneError())
                .contains("--standardize global");
        Path yaml = Tables.yaml(dir.resolve("d.yaml"), "");
        Path next = dir.resolve("next.safetensors");
        CommandRun retrained = CommandRun.of(
                "retrain", "--model", model, "--input", table, "--config", yaml, "--force", "--output", next);
        retrained.succeeded();
        assertThat(ModelStore.load(next).manifest().perKey().names()).isEqualTo(perKey().names());
    }

    @Test
    void theYamlSaysHowAndTheFlagBeatsIt() {
        Path yaml = Tables.yaml(
                dir.resolve("d.yaml"),
                "features: {standardize: per-key, bucket: 30m, prior-rows: 50, half-life: 2d}\n");
        train("--key", "host", "--config", yaml).succeeded();
        assertThat(perKey().options()).isEqualTo(new PerKeyOptions(50, Duration.ofMinutes(30), Duration.ofDays(2)));
        train("--key", "host", "--config", yaml, "--standardize", "global").succeeded();
        assertThat(perKey()).isNull();
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThat(train("--standardize", "per-key").oneError()).contains("needs keys", "--key");
        assertThat(train("--key", "host", "--standardize", "mine").oneError())
                .contains("--standardize must be one of global, per-key, but was mine");
        assertThat(train("--key", "host", "--standardize", "per-key", "--likelihood", "bernoulli")
                        .oneError())
                .contains("do not go together");
    }

    private PerKeyFit perKey() {
        return ModelStore.load(model).manifest().perKey();
    }

    private CommandRun train(Object... more) {
        List<Object> arguments = new java.util.ArrayList<>(List.of(
                "train", "--input", table, "--timestamp", "ts", "--hidden", "8", "--steps", 20, "--output", model));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }
}
