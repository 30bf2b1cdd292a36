// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TrainingWarningsTest {
    private static final int ROWS = 400;

    private final SplittableRandom random = new SplittableRandom(3);

    /** A table in which every tenth row is labelled. */
    private static Dataset table(List<String> features, IntFunction<double[]> values) {
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Dataset.Row(i, "k" + i % 2, "", i, values.apply(i), i % 10 == 0));
        }
        return new Dataset("table", features, rows, List.of());
    }

    @Test
    void ordinaryColumnsGiveNone() {
        Dataset table = table(List.of("a", "b"), i -> {
            double a = random.nextDouble();
            return new double[] {a, a + 0.1 * random.nextDouble()};
        });
        assertThat(TrainingWarnings.of(table, Set.of())).isEmpty();
    }

    @Test
    void constantAndEmptyColumnsAreNamed() {
        Dataset table = table(List.of("a", "same", "none"), i ->
                new double[] {random.nextDouble(), i % 3 == 1 ? Double.NaN : 7, Double.NaN});
        assertThat(TrainingWarnings.of(table, Set.of()))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("the same value in every training row: same; "))
                .anyMatch(
                        line -> line.startsWith("no value in any training row: none; ") && line.contains("--exclude"));
    }

    @Test
    void columnsThatRepeatAnotherAreNamedOnce() {
        Dataset table = table(List.of("a", "b", "fahrenheit", "less"), i -> {
            double a = 20 * random.nextDouble();
            return new double[] {a, random.nextDouble(), 32 + 1.8 * a, -a};
        });
        assertThat(TrainingWarnings.of(table, Set.of()))
                .singleElement()
                .asString()
                .startsWith("columns that repeat another up to scale: fahrenheit = a, less = - a; ");
    }

    @Test
    void aColumnThatGivesTheLabelAwayIsNamed() {
        Dataset table = table(List.of("a", "verdict"), i ->
                new double[] {random.nextDouble(), random.nextDouble() - (i % 10 == 0 ? 2 : 0)});
        assertThat(TrainingWarnings.of(table, Set.of()))
                .singleElement()
                .asString()
                .startsWith("columns that give the label away by themselves: verdict (AUROC 1.0000); ");
    }

    @Test
    void rowsMarkedForAGapAreNoLabels() {
        Dataset table = table(List.of("a", "b"), i ->
                new double[] {random.nextDouble(), random.nextDouble() + (i % 10 == 0 ? 2 : 0)});
        Set<Long> breaks = Set.copyOf(table.rows().stream()
                .filter(Dataset.Row::anomalous)
                .map(Dataset.Row::number)
                .toList());
        assertThat(TrainingWarnings.of(table, breaks)).isEmpty();
    }

    @Test
    void aColumnThatRisesInEachKeyIsNamed() {
        Dataset table = table(List.of("a", "number", "id"), i ->
                new double[] {random.nextDouble(), (i % 2 == 0 ? 1e6 : 0) + i / 2.0, i + random.nextDouble()});
        assertThat(TrainingWarnings.of(table, Set.of()))
                .singleElement()
                .asString()
                .startsWith("columns that rise from row to row, as identifiers and times do: number, id; ");
    }

    @Test
    void ofCountersTheLineToWriteIsNamed() {
        double[] grown = {0, 0};
        Dataset table = table(List.of("a b", "rx", "up"), i -> {
            grown[i % 2] = i / 2 == 150 ? 3 : grown[i % 2] + Math.max(0, random.nextInt(6) - 2);
            return new double[] {random.nextDouble(), grown[i % 2], random.nextDouble()};
        });
        String warning =
                "columns that only grow, as counters do: rx; what comes later lies outside all that was learnt,"
                        + " so learn how fast they grow: in the yaml of --config write record: {features: [%s]}";
        assertThat(TrainingWarnings.of(table, Set.of()))
                .as("no row has a time")
                .containsExactly(warning.formatted("'a b', {name: rx, as: difference}, up"));
        List<Dataset.Row> timed = table.rows().stream()
                .map(row -> new Dataset.Row(row.number(), row.key(), "1", row.number(), row.values(), row.anomalous()))
                .toList();
        assertThat(TrainingWarnings.of(table.withRows(timed), Set.of()))
                .containsExactly(warning.formatted("'a b', {name: rx, as: rate}, up"));
    }

    @Test
    void rowsOlderThanOneBeforeOfTheirKeyAreCounted() {
        Dataset table = table(List.of("a"), i -> new double[] {random.nextDouble()});
        List<Dataset.Row> twice = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            table.rows()
                    .forEach(row -> twice.add(new Dataset.Row(
                            row.number(), "k" + row.number() % 2, "at", row.number(), row.values(), row.anomalous())));
        }
        // Each key's newest row is not older when it comes again.
        String expected = String.format("%,d of %,d rows are older than one before of their key", ROWS - 2, 2 * ROWS);
        assertThat(TrainingWarnings.of(table.withRows(twice), Set.of()))
                .singleElement()
                .asString()
                .startsWith(expected);
        assertThat(TrainingWarnings.of(table, Set.of())).isEmpty();
    }

    @Test
    void nothingIsSaidOfWhatIsDerivedAlready() {
        List<FeatureSource> sources = List.of(new FeatureSource("rx", FeatureSource.As.DIFFERENCE));
        List<Dataset.Row> rows = table(List.of("rx"), i -> new double[] {i * i}).rows();
        Dataset table = new Dataset("table", FeatureSources.features(sources), rows, List.of(), List.of(), sources);
        assertThat(TrainingWarnings.of(table, Set.of())).isEmpty();
    }

    @Test
    void manyColumnsAreComparedOnFewerRows() {
        assertThat(new Columns(table(List.of("a"), i -> new double[] {i}).rows(), List.of(0)).rows())
                .hasSize(ROWS);
        List<Dataset.Row> many = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            many.add(new Dataset.Row(i, "", "", i, new double[] {i}, false));
        }
        assertThat(new Columns(many, List.of(0)).rows()).hasSize(20_000);
        assertThat(new Columns(many, Collections.nCopies(2_000, 0)).rows()).hasSize(250);
    }
}
