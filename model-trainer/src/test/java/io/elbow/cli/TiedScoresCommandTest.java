// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns whose scores tie are trained on, and what lies far from all of them is found. */
class TiedScoresCommandTest {
    private static final int ROWS = 3_000;

    @TempDir
    private Path dir;

    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of("whole numbers", row(r -> Math.rint(40 + 5 * r.nextGaussian())), List.of("100", "-20")),
                Arguments.of(
                        "three decimals beside a constant",
                        row(r -> Math.rint(40 + 5 * r.nextGaussian()) / 1_000).andThen(x -> x + ",7"),
                        List.of("0.1,7", "-0.02,7")),
                Arguments.of("on and off", row(r -> r.nextInt(2)), List.of("20", "-20")),
                Arguments.of("a constant alone", row(r -> 7), List.of("8", "0", "7.0001", "7000")));
    }

    private static Function<SplittableRandom, String> row(Function<SplittableRandom, Number> number) {
        return number.andThen(n -> String.format(Locale.ROOT, "%s", n));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void whatLiesFarFromAllRowsIsFoundAmongPoints(
            String what, Function<SplittableRandom, String> rows, List<String> odd) {
        finds(rows, odd, false);
    }

    @ParameterizedTest
    @MethodSource("columns")
    void whatLiesFarFromAllRowsIsFoundInASeries(
            String what, Function<SplittableRandom, String> rows, List<String> odd) {
        finds(rows, odd, true);
    }

    private void finds(Function<SplittableRandom, String> rows, List<String> odd, boolean series) {
        SplittableRandom random = new SplittableRandom(1);
        List<String> train =
                Stream.generate(() -> rows.apply(random)).limit(ROWS).toList();
        List<String> test = new ArrayList<>(train.subList(0, 500));
        test.addAll(odd);
        Path model = dir.resolve("model.safetensors");
        List<Object> command = new ArrayList<>(List.of("train", "--steps", 300, "--output", model, "--json"));
        command.addAll(List.of("--input", table("train.csv", train, series)));
        if (series) {
            command.addAll(List.of("--timestamp", "ts"));
        }
        CommandRun trained = CommandRun.of(command.toArray()).succeeded();
        assertThat(trained.json().get("threshold").isNumber()).isTrue();
        assertThat(trained.err()).contains("a cautious guess because scores tie");
        CommandRun inspected = CommandRun.of("inspect", model).succeeded();
        assertThat(inspected.out())
                .contains("exponential tail of scale", " nats at alert rate 0.0001")
                .doesNotContain("none reaches");
        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", table("test.csv", test, series), "--output", scores)
                .succeeded();
        List<String> lines = Tables.lines(scores);
        for (int i = 0; i < odd.size(); i++) {
            assertThat(lines.get(1 + 500 + i)).as(odd.get(i)).contains(",true");
        }
        // At a promised 1e-4.
        assertThat(lines.subList(1, 501))
                .filteredOn(line -> line.contains(",true"))
                .hasSizeLessThan(2);
    }

    private Path table(String name, List<String> rows, boolean series) {
        String features = rows.get(0).contains(",") ? "x,k" : "x";
        StringBuilder text =
                new StringBuilder(series ? "ts," : "").append(features).append('\n');
        for (int i = 0; i < rows.size(); i++) {
            text.append(series ? 1_700_000_000_000L + 60_000L * i + "," : "")
                    .append(rows.get(i))
                    .append('\n');
        }
        return Tables.write(dir.resolve(name), text.toString());
    }

    @Test
    void tooFewRowsForAnyTailAreSaidToAlertOnNothing() {
        SplittableRandom random = new SplittableRandom(2);
        List<String> rows = Stream.generate(() -> String.valueOf(random.nextGaussian()))
                .limit(50)
                .toList();
        CommandRun trained = CommandRun.of(
                        "train",
                        "--family",
                        "gaussian-mixture",
                        "--input",
                        table("few.csv", rows, false),
                        "--output",
                        dir.resolve("few.safetensors"))
                .succeeded();
        assertThat(trained.err()).contains("none reaches alert rate 0.0001");
        assertThat(trained.err()).contains("so nothing would alert").doesNotContain("extrapolation");
    }
}
