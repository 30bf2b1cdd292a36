// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelStore;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.features.Conditions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions on the command line and in the yaml. */
class ConditionCommandTest {
    private static final int ROWS = 240;
    private static final long HOUR_MILLIS = 3_600_000;

    @TempDir
    private Path dir;

    /** Columns ts, kind, a and b; a depends on the kind. */
    private Path table(String name, String... kinds) {
        StringBuilder text = new StringBuilder("ts,kind,a,b\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < ROWS; i++) {
            int kind = random.nextInt(kinds.length);
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.4f,%.4f%n",
                    1_700_000_000_000L + i * HOUR_MILLIS,
                    kinds[kind],
                    kind + 0.1 * random.nextGaussian(),
                    random.nextGaussian()));
        }
        return Tables.write(dir.resolve(name), text.toString());
    }

    private CommandRun train(Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "--hidden", "8", "--steps", 30, "--output", model()));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    private Path model() {
        return dir.resolve("model.safetensors");
    }

    private Manifest trained(Object... more) {
        train(more).succeeded();
        return ModelStore.load(model()).manifest();
    }

    @Test
    void flagsNameTheConditionAndItIsNoFeature() {
        Manifest manifest = trained(
                "--input",
                table("t.csv", "db", "web"),
                "--timestamp",
                "ts",
                "--condition",
                "kind",
                "--calendar",
                "hour,weekday",
                "--zone",
                "Europe/Berlin",
                "--condition-in",
                "prior");
        assertThat(manifest.featureNames()).containsExactly("a", "b");
        assertThat(manifest.conditions().columnNames()).containsExactly("kind");
        assertThat(manifest.conditions().calendar()).containsExactly(CalendarPart.HOUR, CalendarPart.WEEKDAY);
        assertThat(manifest.conditions().zone().getId()).isEqualTo("Europe/Berlin");
        assertThat(manifest.spec().conditionDim()).isEqualTo(2 + 6 + 6);
        assertThat(manifest.spec().condition().placement()).isEqualTo(ConditionPlacement.PRIOR);
        CommandRun inspected = CommandRun.of("inspect", model()).succeeded();
        assertThat(inspected.out()).contains("kind (2 categories), hour, weekday, zone Europe/Berlin");
        assertThat(inspected.out()).contains("condition of 14 numbers in prior");
    }

    @Test
    void theYamlNamesTheConditionAndFlagsBeatIt() {
        Path yaml = Tables.yaml(
                dir.resolve("detector.yaml"),
                "condition: {columns: [kind], calendar: [hour], zone: Asia/Tokyo, in: network}\n");
        Path table = table("t.csv", "db", "web");
        Manifest manifest = trained("--input", table, "--timestamp", "ts", "--config", yaml);
        assertThat(manifest.spec().conditionDim()).isEqualTo(2 + 6);
        assertThat(manifest.spec().condition().placement()).isEqualTo(ConditionPlacement.NETWORK);
        assertThat(manifest.conditions().zone().getId()).isEqualTo("Asia/Tokyo");
        manifest = trained("--input", table, "--config", yaml, "--calendar", "", "--features", "a,b");
        assertThat(manifest.spec().conditionDim()).isEqualTo(2);
        manifest = trained("--input", table, "--config", yaml, "--calendar", "", "--condition", "", "--features", "a");
        assertThat(manifest.spec().conditionDim()).isZero();
    }

    @Test
    void rowsOfAnUnseenKindAreScoredAndCounted() {
        trained("--input", table("t.csv", "db", "web"), "--condition", "kind", "--features", "a,b");
        Path scores = dir.resolve("scores.csv");
        JsonNode json = CommandRun.of(
                        "score",
                        "--model",
                        model(),
                        "--input",
                        table("u.csv", "db", "mail"),
                        "--output",
                        scores,
                        "--json")
                .succeeded()
                .json();
        assertThat(json.get("scored").intValue()).isEqualTo(ROWS);
        assertThat(json.get("unseen").intValue()).isBetween(ROWS / 3, 2 * ROWS / 3);
        CommandRun missing = CommandRun.of(
                "score",
                "--model",
                model(),
                "--input",
                Tables.write(dir.resolve("v.csv"), "a,b\n1,2\n"),
                "--output",
                scores);
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.oneError()).contains("the column 'kind' is missing; there is: a, b");
    }

    @ParameterizedTest
    @CsvSource({"--steps", "--cold"})
    void aSuccessorHasTheConditionsOfItsModel(String start) {
        Manifest before = trained("--input", table("t.csv", "db", "web"), "--condition", "kind", "--features", "a,b");
        Path successor = dir.resolve("successor.safetensors");
        List<Object> args = new ArrayList<>(List.of("retrain", "--model", model(), "--output", successor, "--force"));
        args.addAll(List.of("--input", table("u.csv", "db", "mail"), "--accept-anomalous"));
        args.addAll(List.of("--config", Tables.yaml(dir.resolve("detector.yaml"), "")));
        args.addAll(start.equals("--cold") ? List.of(start) : List.of(start, 30));
        CommandRun.of(args.toArray()).succeeded();
        Manifest after = ModelStore.load(successor).manifest();
        Conditions.Column kind = after.conditions().columns().get(0);
        assertThat(((Conditions.Categorical) kind).categories())
                .containsExactly("db", start.equals("--cold") ? "mail" : "web");
        assertThat(after.spec()).isEqualTo(before.spec());
    }

    @Test
    void aModelOfTheCalendarNeedsTheEventTime() {
        Path table = table("t.csv", "db");
        trained("--input", table, "--timestamp", "ts", "--calendar", "month");
        CommandRun run = CommandRun.of(
                "score", "--model", model(), "--input", table, "--timestamp", "", "--output", dir.resolve("s.csv"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("the model knows [month] of a row", "--timestamp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --calendar hour                       | --calendar needs the event time; name its column with --timestamp
            --calendar noon --timestamp ts        | --calendar must be of hour, weekday and month, but was noon
            --condition kind --zone UTC           | --zone is the time zone of --calendar, but there is none
            --condition-in prior                  | --condition-in says where a condition enters, but there is none
            --condition kind --condition-in top   | --condition-in must be one of prior, network, both, but was top
            --condition kind,kind                 | condition.columns must be a list of distinct column names
            --calendar hour --zone Mars --timestamp ts | condition.zone must be a time zone such as UTC
            """)
    void trainRefusesAConditionThatCannotBe(String options, String message) {
        List<Object> args = new ArrayList<>(List.of("--input", table("t.csv", "db", "web")));
        args.addAll(List.of(options.split(" ", -1)));
        CommandRun run = train(args.toArray());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).startsWith("error: " + message);
        assertThat(model()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            columns: [a, a]      | condition.columns must be a list of distinct column names
            calendar: [noon]     | condition.calendar must be a list, each entry one of hour, weekday, month
            zone: Mars           | condition.zone must be a time zone such as UTC or Europe/Berlin
            in: top              | condition.in must be one of prior, network, both
            colums: [a]          | unknown key condition.colums, did you mean condition.columns?
            """)
    void theYamlRefusesAConditionThatCannotBe(String line, String message) {
        Path yaml = Tables.yaml(dir.resolve("detector.yaml"), "condition: {" + line + "}\n");
        CommandRun run = train("--input", table("t.csv", "db", "web"), "--config", yaml);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains(message);
    }
}
