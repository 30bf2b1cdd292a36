// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ModelStore;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A category that no training row had is no ordinary row. */
class UnseenCategoryCommandTest {
    @TempDir
    private Path dir;

    private final SplittableRandom random = new SplittableRandom(3);

    private String row(String status) {
        return status + "," + (50 + 5 * random.nextGaussian()) + "," + (1_000 + 50 * random.nextGaussian());
    }

    private Path table(String name, List<String> rows) {
        return Tables.write(dir.resolve(name), "status,latency,bytes\n" + String.join("\n", rows) + "\n");
    }

    private Path train(List<String> rows, Object... more) {
        Path model = dir.resolve("model.safetensors");
        CommandRun.of(Stream.concat(
                                List.<Object>of(
                                        "train",
                                        "--steps",
                                        200,
                                        "--condition",
                                        "status:categorical",
                                        "--input",
                                        table("train.csv", rows),
                                        "--output",
                                        model)
                                        .stream(),
                                List.of(more).stream())
                        .toArray())
                .succeeded();
        return model;
    }

    private List<String> ordinary(int rows) {
        String[] statuses = {"200", "200", "200", "200", "404", "500", "200", "301"};
        return IntStream.range(0, rows)
                .mapToObj(i -> row(statuses[random.nextInt(statuses.length)]))
                .toList();
    }

    private List<String[]> score(Path model, List<String> rows) {
        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", table("rows.csv", rows), "--output", scores)
                .succeeded();
        return Tables.lines(scores).stream()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(",", -1))
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "network", "prior"})
    void alertsWhereverTheConditionEnters(String placement) {
        Path model = train(ordinary(2_000), "--condition-in", placement);
        for (String[] cells : score(model, List.of(row("418"), row("418"), row("teapot")))) {
            assertThat(cells[7]).isEqualTo("true");
            // Scores still add up.
            assertThat(Double.parseDouble(cells[4]) + Double.parseDouble(cells[5]))
                    .isCloseTo(Double.parseDouble(cells[3]), within(1e-4));
        }
        assertThat(score(
                        model,
                        IntStream.range(0, 50).mapToObj(i -> row("200.0")).toList()))
                .noneMatch(cells -> cells[7].equals("true"));
    }

    @Test
    void aMissingOneCostsNoMoreThanBefore() {
        Path model = train(ordinary(2_000));
        double cost = ModelStore.load(model).manifest().unseenCost();
        String features = row("").substring(1);
        double missing =
                Double.parseDouble(score(model, List.of("," + features)).get(0)[3]);
        double unseen =
                Double.parseDouble(score(model, List.of("418," + features)).get(0)[3]);
        assertThat(unseen - missing).isCloseTo(cost, within(1e-3));
    }

    @Test
    void whereNewCategoriesAreUsualTheyAreNoRarerThanThat() {
        List<String> rows = IntStream.range(0, 2_000)
                .mapToObj(i -> row(i % 20 == 0 ? "once-" + i : "200"))
                .toList();
        Path model = train(rows);
        List<String[]> scores = score(
                model, IntStream.range(0, 100).mapToObj(i -> row("new-" + i)).toList());
        assertThat(scores).filteredOn(cells -> cells[7].equals("true")).hasSizeLessThan(20);
    }
}
