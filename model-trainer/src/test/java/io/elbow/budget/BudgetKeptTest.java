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
        SimulatedKeys stream = new SimulatedKeys(1, MINUTE, budget, SimulatedKeys.NOISE)
                .trained(7)
                .ran(70);

        assertThat(stream.openings.size()).as(figures(stream)).isLessThanOrEqualTo((int) (1.2 * perDay * 70 + 5));
    }

    @ParameterizedTest
    @CsvSource({"1/1d, 1", "5/1d, 5"})
    void aDriftingSeriesKeepsTheBudgetForTenWeeks(String budget, double perDay) {
        double[] level = new double[1];
        SimulatedKeys.Scores drifting = (key, row, random) -> {
            level[0] = row < 0 ? 0 : Math.abs(level[0] + 0.3 * random.nextGaussian());
            return level[0] + (1 + level[0] / 50) * SimulatedKeys.NOISE.at(key, row, random);
        };
        SimulatedKeys stream =
                new SimulatedKeys(1, MINUTE, budget, drifting).trained(7).ran(70);

        assertThat(stream.openings.size()).as(figures(stream)).isLessThanOrEqualTo((int) (1.2 * perDay * 70 + 5));
    }

    @Test
    void aStreamOfOneKeyUsesTheBudgetThatNoiseCouldFill() {
        assertThat(new SimulatedKeys(1, MINUTE, "1/1d", SimulatedKeys.NOISE)
                        .trained(7)
                        .ran(70)
                        .groups())
                .hasSizeGreaterThanOrEqualTo(50);
    }

    @Test
    void aStreamOnWhichNothingHappensCallsNobody() {
        SimulatedKeys.Scores quietAfterTraining =
                (key, row, random) -> row < 0 ? SimulatedKeys.NOISE.at(key, row, random) : 41 + random.nextDouble();

        assertThat(new SimulatedKeys(1, MINUTE, "5/1d", quietAfterTraining)
                        .trained(7)
                        .ran(28)
                        .openings)
                .isEmpty();
    }

    @Test
    void twoBurstingKeysOfAThousandTakeAtMostAThirdOfTheOpenings() {
        // a burst of half an hour, 400 nats above normal, every two hours by turns
        SimulatedKeys.Scores bursting = (key, row, random) ->
                SimulatedKeys.NOISE.at(key, row, random) + (key < 2 && row >= 0 && (row + 2 * key) % 4 == 0 ? 400 : 0);
        SimulatedKeys stream = new SimulatedKeys(1_000, Duration.ofMinutes(30), "5/1d", bursting)
                .trained(7)
                .ran(28);

        long ofBursting =
                stream.openings.stream().filter(opening -> opening.key() < 2).count();
        assertThat(3 * ofBursting).as(figures(stream)).isLessThanOrEqualTo(stream.openings.size());
    }

    @Test
    void aLastingShiftOfATenthOfTheKeysKeepsTheBudget() {
        SimulatedKeys.Scores shifting = (key, row, random) ->
                SimulatedKeys.NOISE.at(key, row, random) + (key % 10 == 0 && row >= 7 * 48 ? 40 : 0);
        SimulatedKeys stream = new SimulatedKeys(10_000, Duration.ofMinutes(30), "5/1d", shifting)
                .trained(2)
                .ran(28);

        assertThat(stream.groups().length / 28.0).as(figures(stream)).isBetween(3.0, 6.0);
        assertThat(Arrays.stream(stream.weeks(4)).max().getAsLong()).isLessThanOrEqualTo(70);
    }

    private static String figures(SimulatedKeys stream) {
        return "h0 " + stream.firstThreshold + ", openings " + stream.openings.size() + ", groups by week "
                + Arrays.toString(stream.weeks(10)) + ", suppressed " + stream.state.limit.suppressed + ", candidates "
                + stream.candidates.size();
    }
}
