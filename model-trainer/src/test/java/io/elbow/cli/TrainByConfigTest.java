// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelStore;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.vae.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flag beats the yaml, the yaml beats the default. */
class TrainByConfigTest {
    private static final String SETTINGS = """
            shingle: {length: 3}
            model: {likelihood: gaussian-feature, sigma: 0.2, hidden: [12], latent: 2, beta: 0.7}
            score: {samples: 4}
            alerts: {rate: 0.03}
            """;
    private static final String RECORD = "record: {key: host, timestamp: {field: ts}, features: [%s]}\n";

    private static final String RECORD_IN = "record: {key: host, timestamp: {field: ts%s}, features: [a, b]}\n";

    @TempDir
    private Path dir;

    @Test
    void theYamlBeatsTheDefaults() {
        Manifest manifest = train(SETTINGS, series("series.csv"));
        assertThat(manifest.detector()).isEqualTo("tiny");
        assertThat(manifest.spec().shingleLength()).isEqualTo(3);
        assertThat(manifest.spec().likelihood().configName()).isEqualTo("gaussian-feature");
        assertThat(manifest.spec().sigma()).isEqualTo(0.2);
        assertThat(manifest.spec().hidden()).containsExactly(12);
        assertThat(manifest.spec().latentDim()).isEqualTo(2);
        assertThat(manifest.spec().posteriorSamples()).isEqualTo(4);
        assertThat(manifest.fit().divergence().klWeight()).isEqualTo(0.7);
        assertThat(manifest.alertRate()).isEqualTo(0.03);
    }

    @Test
    void flagsBeatTheYaml() {
        Manifest manifest = train(
                SETTINGS,
                series("series.csv"),
                "--shingle",
                2,
                "--likelihood",
                "gaussian-record",
                "--sigma",
                "auto",
                "--hidden",
                "6,5",
                "--latent",
                "auto",
                "--samples",
                8,
                "--beta",
                1,
                "--alert-rate",
                0.05);
        assertThat(manifest.spec().shingleLength()).isEqualTo(2);
        assertThat(manifest.spec().likelihood().configName()).isEqualTo("gaussian-record");
        assertThat(manifest.spec().sigma()).isEqualTo(Recipe.SERIES_SIGMA);
        assertThat(manifest.spec().hidden()).containsExactly(6, 5);
        assertThat(manifest.spec().latentDim()).isEqualTo(manifest.spec().inputDim());
        assertThat(manifest.spec().posteriorSamples()).isEqualTo(8);
        assertThat(manifest.fit().divergence().klWeight()).isEqualTo(1);
        assertThat(manifest.alertRate()).isEqualTo(0.05);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", unit: millis"})
    void aFileInAnotherUnitThanTheYamlsIsRefused(String millis) {
        CommandRun refused = command(RECORD_IN.formatted(millis), inSeconds());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.oneError())
                .contains("seconds.csv, line 2, column 'ts'", "in millis", "record.timestamp.unit: seconds");
    }

    @Test
    void aWrittenUnitHoldsForFilesAndTheModelRemembersIt() {
        Path csv = inSeconds();
        Manifest manifest = train(RECORD_IN.formatted(", unit: seconds"), csv);
        assertThat(manifest.timestampUnit()).isEqualTo(TimeUnit.SECONDS);
        assertThat(manifest.provenance().data().firstTimestampMillis()).isEqualTo(1_700_000_000_000L);

        Path scores = dir.resolve("scores.csv");
        assertThat(CommandRun.of("score", "--model", output(), "--input", csv, "--output", scores)
                        .succeeded()
                        .err())
                .doesNotContain("by the size of its numbers");
        assertThat(CommandRun.of("score", "--model", output(), "--input", series("millis.csv"), "--output", scores)
                        .oneError())
                .contains("in seconds", "millis?");
        Path yaml = Tables.yaml(dir.resolve("other.yaml"), RECORD_IN.formatted(""));
        assertThat(CommandRun.of("retrain", "--model", output(), "--input", csv, "--config", yaml, "--output", scores)
                        .oneError())
                .contains("in millis", "seconds?");
    }

    private Path inSeconds() {
        String millis = String.join("\n", Tables.lines(series("millis.csv")));
        return Tables.write(dir.resolve("seconds.csv"), millis.replace("000,host-", ",host-"));
    }

    @Test
    void theRecordSectionNamesTheColumns() {
        CommandRun run = run(RECORD.formatted("b"), series("series.csv"));
        assertThat(run.err())
                .contains("note: the column 'host' is the key, as record.key says\n")
                .contains("note: the column 'ts' is the event time, as record.timestamp says\n");
        Manifest manifest = manifest();
        assertThat(manifest.featureNames()).containsExactly("b");
        assertThat(manifest.keyColumn()).isEqualTo("host");
        assertThat(manifest.timestampColumn()).isEqualTo("ts");
        assertThat(manifest.series()).isTrue();
    }

    @Test
    void flagsNameOtherColumnsOrNone() {
        Manifest manifest =
                train(RECORD.formatted("b"), series("series.csv"), "--features", "a,b", "--key", "", "--timestamp", "");
        assertThat(manifest.featureNames()).containsExactly("a", "b");
        assertThat(manifest.keyColumn()).isNull();
        assertThat(manifest.timestampColumn()).isNull();
        assertThat(manifest.series()).isFalse();
    }

    @Test
    void aRecordColumnThatAFileLacksIsNamedInsteadOfTakingAllKeysAsOneSeries() {
        Path without = Tables.write(dir.resolve("without.csv"), withoutHost());
        Path yaml = Tables.yaml(dir.resolve("detector.yaml"), RECORD.formatted("a, b"));
        CommandRun run = CommandRun.of(
                "train", "--config", yaml, "--input", series("series.csv"), without, "--output", dir.resolve("none"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError())
                .contains(without
                        + ": the key's column 'host', which record.key of --config names, is missing; there is: ts")
                .contains("name another with --key COL, or give --key \"\" if the file is one series");
        Path other = Tables.write(
                dir.resolve("other.csv"),
                String.join("\n", Tables.lines(series("cut.csv"))).replaceFirst("ts", "time"));
        assertThat(CommandRun.of("train", "--config", yaml, "--input", other, "--output", dir.resolve("none"))
                        .oneError())
                .contains("the event time's column 'ts', which record.timestamp of --config names, is missing")
                .contains("give --timestamp \"\" if its rows have no time");
    }

    @Test
    void filesWithNeitherColumnAreTakenAsPointsAndItIsSaid() {
        Path points = Tables.write(
                dir.resolve("points.csv"),
                String.join(
                        "\n",
                        Tables.lines(series("cut.csv")).stream()
                                .map(line -> line.replaceFirst("^[^,]*,[^,]*,", ""))
                                .toList()));
        CommandRun run = run(RECORD.formatted("a, b"), points);
        assertThat(run.err())
                .contains("note: --input has neither the key's column 'host' nor the event time's column 'ts', which"
                        + " --config names (there is: a, b): its rows are taken as points without order; --key and"
                        + " --timestamp name other columns");
        assertThat(manifest().keyColumn()).isNull();
        assertThat(manifest().series()).isFalse();
    }

    @Test
    void keyAndTimeMisspeltInOneYamlAreNamedBesideTheColumnsThatThereAre() {
        CommandRun run = run("record: {key: hots, timestamp: {field: tss}, features: [a, b]}\n", series("series.csv"));
        assertThat(run.err())
                .contains(
                        "neither the key's column 'hots' nor the event time's column 'tss'", "(there is: ts, host, a");
        run = run("record: {key: [hots, rack], timestamp: {field: tss}, features: [a]}\n", series("series.csv"));
        assertThat(run.err()).contains("neither the key's columns 'hots', 'rack' nor the event time's column 'tss'");
    }

    @Test
    void aRecordColumnThatIsAFeatureIsNotAlsoTheKey() {
        Manifest manifest = train("record: {key: a}\n", series("series.csv"), "--features", "a,b");
        assertThat(manifest.featureNames()).containsExactly("a", "b");
        assertThat(manifest.keyColumn()).isNull();
    }

    private String withoutHost() {
        return String.join(
                "\n",
                Tables.lines(series("cut.csv")).stream()
                        .map(line -> line.replaceFirst(",(host-\\d|host),", ","))
                        .toList());
    }

    private Path series(String name) {
        return Tables.series(dir.resolve(name), 200);
    }

    private Manifest train(String yaml, Object... args) {
        run(yaml, args);
        return manifest();
    }

    private CommandRun run(String yaml, Object... args) {
        return command(yaml, args).succeeded();
    }

    private CommandRun command(String yaml, Object... args) {
        Path config = Tables.yaml(dir.resolve("detector.yaml"), yaml);
        List<Object> all =
                new ArrayList<>(List.of("train", "--steps", 20, "--output", output(), "--config", config, "--input"));
        all.addAll(List.of(args));
        return CommandRun.of(all.toArray());
    }

    private Path output() {
        return dir.resolve("model.safetensors");
    }

    private Manifest manifest() {
        return ModelStore.load(output()).manifest();
    }
}
