// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retrain} on a fleet of three hosts, of which one stays at a new level. */
class RetrainShiftTest {
    private static final int ROWS = 1_000;
    private static final int INCIDENT = 10;

    @TempDir
    private Path dir;

    @Test
    void anotherHostAtTheLevelThatOneHostStayedAtIsAnIncident() {
        Path champion = dir.resolve("champion.safetensors");
        CommandRun.of(
                        "train",
                        "--input",
                        fleet("normal.csv", "none", 0, ROWS, 1),
                        "--key",
                        "host",
                        "--timestamp",
                        "ts",
                        "--hidden",
                        "16",
                        "--steps",
                        300,
                        "--alert-rate",
                        "0.01",
                        "--output",
                        champion)
                .succeeded();
        Path successor = dir.resolve("successor.safetensors");
        CommandRun run = CommandRun.of(
                        "retrain",
                        "--model",
                        champion,
                        "--input",
                        fleet("shifted.csv", "a", ROWS / 2, ROWS, 2),
                        "--config",
                        Tables.yaml(dir.resolve("detector.yaml"), "refresh: {adapt-after: 2h}\n"),
                        "--key",
                        "host",
                        "--timestamp",
                        "ts",
                        "--output",
                        successor,
                        "--json")
                .succeeded();
        assertThat(run.err()).contains("learnt as the new normal of 1 key alone");
        assertThat(run.json().get("shifted_keys").intValue()).isEqualTo(1);
        assertThat(run.json().get("shifts_of_all_keys").booleanValue()).isFalse();
        assertThat(CommandRun.of("inspect", successor).succeeded().out()).containsPattern("shifted keys +a: a level");
        assertThat(flagged(successor, fleet("later.csv", "a", 0, ROWS, 3))).hasSizeLessThan(3 * ROWS / 30);
        int begin = ROWS / 2;
        assertThat(flagged(successor, fleet("another.csv", "b", begin, begin + INCIDENT, 4)))
                .containsAll(IntStream.range(begin, begin + INCIDENT)
                        .mapToObj(minute -> 3 * minute + 1)
                        .toList());
    }

    /** Numbers of the rows that alert. */
    private List<Integer> flagged(Path model, Path table) {
        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", table, "--output", scores)
                .succeeded();
        List<String> lines = Tables.lines(scores);
        int column = List.of(lines.get(0).split(",")).indexOf("p_value");
        return IntStream.range(0, lines.size() - 2)
                .filter(row -> Double.parseDouble(lines.get(row + 1).split(",")[column]) <= 0.01)
                .boxed()
                .toList();
    }

    /** One row a minute of hosts a, b and c; between two minutes one of them is 30 higher. */
    private Path fleet(String name, String shifted, int from, int to, long seed) {
        StringBuilder text = new StringBuilder("ts,host,cpu,latency\n");
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < ROWS; i++) {
            for (String host : List.of("a", "b", "c")) {
                double load = random.nextGaussian();
                boolean moved = host.equals(shifted) && i >= from && i < to;
                text.append(String.format(
                        Locale.ROOT,
                        "%d,%s,%.4f,%.4f%n",
                        1_700_000_000_000L + seed * ROWS * 60_000 + i * 60_000L,
                        host,
                        40 + 3 * load + random.nextGaussian() + (moved ? 30 : 0),
                        100 + 10 * load + 3 * random.nextGaussian()));
            }
        }
        return Tables.write(dir.resolve(name), text.toString());
    }
}
