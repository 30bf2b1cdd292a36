// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.AlertBudget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One key's policy against the numpy reference: {@code budget-reference.csv}, whose head tells its origin. */
class BudgetReferenceTest {
    private static final long STEP = Duration.ofMinutes(10).toMillis();
    private static final long HALF_LIFE = 120 * STEP;
    private static final double TOLERANCE = 1e-5;
    private static final AlertBudget BUDGET = AlertBudget.parse("1/1d");

    /** The reference's incidents are over after more than its cooldown, and last after more than its adapt-after. */
    private static final Duration COOLDOWN = Duration.ofMillis(5 * STEP + 1);

    private static final Duration ADAPT_AFTER = Duration.ofMillis(39 * STEP + 1);

    private final List<String> lines = lines();
    private final SurpriseScale scale = SurpriseScale.ofNormalScores(column("train", 1));

    @Test
    void theScaleIsTheReferences() {
        assertThat(scale.median()).isCloseTo(named("m0")[0], within(1e-12));
        assertThat(scale.spread()).isCloseTo(named("v0")[0], within(1e-12));
    }

    @Test
    void surpriseOfTrainingRowsIsTheReferences() {
        assertThat(trainingSurprise()).containsExactly(column("train", 2), within(TOLERANCE));
    }

    @Test
    void theFirstThresholdLiesBetweenTheReferencesNeighbouringQuantiles() {
        double[] surprise = trainingSurprise();
        long[] times =
                LongStream.range(0, surprise.length).map(row -> row * STEP).toArray();
        double days = surprise.length * STEP / 86_400_000.0;

        double exact = FirstThreshold.of(times, new int[surprise.length], surprise, days, BUDGET, COOLDOWN);

        double[] quantiles = named("h0 of the next higher and the next lower quantile of its grid");
        assertThat(exact).isBetween(quantiles[1], quantiles[0]);
    }

    @Test
    void surpriseAndAnomaliesByTheFirstThresholdAreTheReferences() {
        double[] expected = column("test", 2);
        double[] flagged = column("test", 3);
        double[] scores = column("test", 1);
        KeySurprise judge = judge(named("h0")[0]);
        SurpriseState key = begun(judge);
        for (int row = 0; row < scores.length; row++) {
            Surprise surprise = judge.take(key, scores[row], row * STEP);

            assertThat(surprise.value()).as("row %d", row).isCloseTo(expected[row], within(TOLERANCE));
            assertThat(surprise.anomaly()).as("row %d", row).isEqualTo(flagged[row] == 1);
        }
    }

    @Test
    void surpriseAndAlertsByTheSteeredThresholdAreTheReferences() {
        double[] expected = column("test", 4);
        double[] flagged = column("test", 5);
        double[] scores = column("test", 1);
        double first = named("h0")[0];
        SteeredThreshold steered = new SteeredThreshold();
        KeySurprise judge = judge(first);
        SurpriseState key = begun(judge);
        for (int row = 0; row < scores.length; row++) {
            steered.advance(row * STEP, BUDGET, first);
            boolean open = key.run != null && row * STEP - key.run.lastMillis < COOLDOWN.toMillis();
            Surprise surprise = judge.withThreshold(steered.value(first)).take(key, scores[row], row * STEP);
            if (surprise.anomaly() && !open) {
                steered.opened();
            }

            assertThat(surprise.value()).as("row %d", row).isCloseTo(expected[row], within(TOLERANCE));
            assertThat(surprise.anomaly()).as("row %d", row).isEqualTo(flagged[row] == 1);
        }
    }

    private double[] trainingSurprise() {
        KeySurprise judge = judge(Double.POSITIVE_INFINITY);
        SurpriseState key = begun(judge);
        double[] scores = column("train", 1);
        double[] surprise = new double[scores.length];
        for (int row = 0; row < scores.length; row++) {
            surprise[row] = judge.take(key, scores[row], row * STEP).value();
        }
        return surprise;
    }

    private KeySurprise judge(double threshold) {
        return new KeySurprise(scale, threshold, HALF_LIFE, COOLDOWN, ADAPT_AFTER);
    }

    /** In the reference the first row teaches as much as any other. */
    private static SurpriseState begun(KeySurprise judge) {
        SurpriseState key = judge.start();
        key.past.lastMillis = -STEP;
        return key;
    }

    private double[] column(String part, int column) {
        return lines.stream()
                .filter(line -> line.startsWith(part + ","))
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[column]))
                .toArray();
    }

    /** The numbers behind a name in the comment. */
    private double[] named(String name) {
        String prefix = "# " + name + " ";
        String line = lines.stream()
                .filter(one -> one.matches(prefix + "[0-9. ]+"))
                .findFirst()
                .orElseThrow();
        return List.of(line.substring(prefix.length()).split(" ", -1)).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static List<String> lines() {
        try (InputStream in = BudgetReferenceTest.class.getResourceAsStream("/budget-reference.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
