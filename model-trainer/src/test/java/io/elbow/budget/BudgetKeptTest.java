// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise, on simulated streams of many weeks. */
class BudgetKeptTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @CsvSource({"1/1d, 1", "5/1d, 5", "5/7d, 0.714"})
    void whiteNoiseKeepsTheBudgetForTenWeeks(String budget, double perDay) {
        TestingFleet fleet = new TestingFleet(1, MINUTE, budget, TestingFleet.NOISE)
                .trained(7)
                .ran(70);

        assertThat(fleet.openings.size()).as(figures(fleet)).isLessThanOrEqualTo((int) (1.2 * perDay * 70 + 5));
    }

    @ParameterizedTest
    @CsvSource({"1/1d, 1", "5/1d, 5"})
    void aDriftingSeriesKeepsTheBudgetForTenWeeks(String budget, double perDay) {
        double[] level = new double[1];
        TestingFleet.Scores drifting = (key, row, random) -> {
            level[0] = row < 0 ? 0 : Math.abs(level[0] + 0.3 * random.nextGaussian());
            return level[0] + (1 + level[0] / 50) * TestingFleet.NOISE.at(key, row, random);
        };
        TestingFleet fleet =
                new TestingFleet(1, MINUTE, budget, drifting).trained(7).ran(70);

        assertThat(fleet.openings.size()).as(figures(fleet)).isLessThanOrEqualTo((int) (1.2 * perDay * 70 + 5));
    }

    @Test
    void aStreamOfOneKeyUsesTheBudgetThatNoiseCouldFill() {
        assertThat(new TestingFleet(1, MINUTE, "1/1d", TestingFleet.NOISE)
                        .trained(7)
                        .ran(70)
                        .events())
                .isGreaterThanOrEqualTo(50);
    }

    @Test
    void aStreamOnWhichNothingHappensCallsNobody() {
        TestingFleet.Scores quietAfterTraining =
                (key, row, random) -> row < 0 ? TestingFleet.NOISE.at(key, row, random) : 41 + random.nextDouble();

        assertThat(new TestingFleet(1, MINUTE, "5/1d", quietAfterTraining)
                        .trained(7)
                        .ran(28)
                        .openings)
                .isEmpty();
    }

    @Test
    void twoBurstingKeysOfAThousandTakeAtMostAThirdOfTheOpenings() {
        // a burst of half an hour, some 40 nats above normal, every two hours by turns
        TestingFleet.Scores bursting = (key, row, random) ->
                TestingFleet.NOISE.at(key, row, random) + (key < 2 && row >= 0 && (row + 2 * key) % 4 == 0 ? 40 : 0);
        TestingFleet fleet = new TestingFleet(1_000, Duration.ofMinutes(30), "5/1d", bursting)
                .trained(7)
                .ran(28);

        long ofBursting =
                fleet.openings.stream().filter(opening -> opening.key() < 2).count();
        assertThat(3 * ofBursting).as(figures(fleet)).isLessThanOrEqualTo(fleet.openings.size());
    }

    @Test
    void aLastingShiftOfATenthOfTheKeysKeepsTheBudget() {
        TestingFleet.Scores shifting = (key, row, random) ->
                TestingFleet.NOISE.at(key, row, random) + (key % 10 == 0 && row >= 7 * 48 ? 40 : 0);
        TestingFleet fleet = new TestingFleet(10_000, Duration.ofMinutes(30), "5/1d", shifting)
                .trained(2)
                .ran(28);

        assertThat(fleet.events() / 28.0).as(figures(fleet)).isBetween(3.0, 6.0);
        assertThat(Arrays.stream(fleet.weeks(4)).max().getAsLong()).isLessThanOrEqualTo(70);
    }

    private static String figures(TestingFleet fleet) {
        return "h0 " + fleet.firstThreshold + ", openings " + fleet.openings.size() + ", events by week "
                + Arrays.toString(fleet.weeks(10)) + ", held back " + fleet.state.limit.heldBack + ", candidates "
                + fleet.candidates.size();
    }
}
