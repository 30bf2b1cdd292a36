// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ModelComparisonTest {
    private static final int ROWS = 10_000;
    private static final List<String> FEATURES = List.of("cpu", "memory");
    private static final double RATE = 1e-3;

    private final double[] costs = gaussians(1);
    private final double[] uniform = uniform(2);

    @Test
    void aModelIsNoWorseThanItself() {
        ModelComparison comparison = compare(side(costs, uniform), side(costs, uniform));
        assertThat(comparison.accepted()).isTrue();
        assertThat(comparison.difference()).isZero();
        assertThat(comparison.rows()).isEqualTo(ROWS);
    }

    @Test
    void aLowerCostIsAccepted() {
        ModelComparison comparison = compare(side(costs, uniform), side(map(costs, c -> c - 1), uniform));
        assertThat(comparison.accepted()).isTrue();
        // The cut removes a little of the difference on the rows that cost most.
        assertThat(comparison.difference()).isCloseTo(-1, within(0.01));
    }

    @Test
    void aCostWithinTheNoiseOfThePairedDifferencesIsAccepted() {
        double[] noise = gaussians(3);
        double[] noisy = costs.clone();
        Arrays.setAll(noisy, i -> costs[i] + 0.5 * noise[i]);
        assertThat(compare(side(costs, uniform), side(noisy, uniform)).accepted())
                .isTrue();
    }

    @Test
    void aHigherCostIsRefusedAndSaysByHowMuch() {
        ModelComparison comparison = compare(side(costs, uniform), side(map(costs, c -> c + 0.2), uniform));
        assertThat(comparison.accepted()).isFalse();
        assertThat(comparison.faults()).singleElement().asString().contains("nats more than by the champion");
    }

    @Test
    void aHandfulOfWildRowsDoesNotDecide() {
        double[] wild = costs.clone();
        for (int i = 0; i < 20; i++) {
            wild[i] = 1e9;
        }
        assertThat(compare(side(costs, uniform), side(wild, uniform)).accepted())
                .isTrue();
    }

    @Test
    void aCostThatIsNoNumberCountsAsTheWorst() {
        double[] broken = map(costs, c -> Double.NaN);
        assertThat(compare(side(costs, uniform), side(broken, uniform)).accepted())
                .isFalse();
    }

    @Test
    void aModelThatFlagsATenthOfItsPromiseIsRefused() {
        ModelComparison comparison = compare(side(costs, uniform), side(costs, map(uniform, p -> 10 * p)));
        assertThat(comparison.faults()).anyMatch(fault -> fault.contains("at rate 1e-02 it flags only"));
    }

    @Test
    void oneThatFlagsAsFewAsTheChampionIsNot() {
        double[] rare = map(uniform, p -> 10 * p);
        assertThat(compare(side(costs, rare), side(costs, rare)).accepted()).isTrue();
        assertThat(compare(side(costs, uniform), side(costs, map(uniform, p -> 1.5 * p)))
                        .accepted())
                .isTrue();
    }

    @Test
    void ofFewPromisedRowsNoneIsNoSurprise() {
        assertThat(ModelComparison.flagsTooFew(17, 20, 0)).isFalse();
        assertThat(ModelComparison.flagsTooFew(34.6, 35, 4)).isTrue();
        assertThat(ModelComparison.flagsTooFew(34.6, 4, 4)).isFalse();
    }

    @Test
    void tooFewRowsToJudgeAreARefusalThatSaysHowManyAreNeeded() {
        double[] few = Arrays.copyOf(costs, 39);
        double[] ofFew = Arrays.copyOf(uniform, 39);
        assertThat(compare(side(few, ofFew), side(few, ofFew)).faults())
                .singleElement()
                .asString()
                .contains("39 normal records", "100 are needed");
        double[] enough = Arrays.copyOf(costs, ModelComparison.LEAST_ROWS);
        double[] ofEnough = Arrays.copyOf(uniform, ModelComparison.LEAST_ROWS);
        assertThat(compare(side(enough, ofEnough), side(enough, ofEnough)).accepted())
                .isTrue();
    }

    @Test
    void aCalibrationThatFlagsThreeTimesItsPromiseIsRefused() {
        ModelComparison comparison = compare(side(costs, uniform), side(costs, map(uniform, p -> p / 3)));
        assertThat(comparison.faults()).anyMatch(fault -> fault.contains("at rate 1e-02 it flags"));
    }

    @Test
    void aCalibrationIsAcceptedIfTheChampionFlagsAsMany() {
        double[] drifted = map(uniform, p -> p / 3);
        assertThat(compare(side(costs, drifted), side(costs, drifted)).accepted())
                .isTrue();
    }

    @Test
    void aRateThatPromisesTooFewRowsIsShownButDoesNotDecide() {
        double[] few = uniform.clone();
        for (int i = 0; i < 8; i++) {
            few[i] = 1e-9;
        }
        ModelComparison comparison = ModelComparison.of(FEATURES, side(costs, uniform), side(costs, few), 1e-4);
        assertThat(comparison.accepted()).isTrue();
        assertThat(comparison.calibration())
                .filteredOn(at -> at.rate() == 1e-4)
                .singleElement()
                .satisfies(at -> assertThat(at.challenger()).isGreaterThanOrEqualTo(8));
    }

    @Test
    void driftsAreRankedByTheirSize() {
        ModelComparison.Side champion = new ModelComparison.Side(costs, uniform, new double[] {1, 5});
        ModelComparison.Side challenger = new ModelComparison.Side(costs, uniform, new double[] {2, 1});
        assertThat(compare(champion, challenger).drifts())
                .extracting(ModelComparison.Drift::feature)
                .containsExactly("memory", "cpu");
    }

    @Test
    void rowsMustBeTheSame() {
        ModelComparison.Side shorter = new ModelComparison.Side(new double[3], new double[3], new double[2]);
        assertThatThrownBy(() -> compare(side(costs, uniform), shorter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10000 and 3");
    }

    private static ModelComparison compare(ModelComparison.Side champion, ModelComparison.Side challenger) {
        return ModelComparison.of(FEATURES, champion, challenger, RATE);
    }

    private static ModelComparison.Side side(double[] nats, double[] pValues) {
        return new ModelComparison.Side(nats, pValues, new double[2]);
    }

    private static double[] gaussians(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[ROWS];
        Arrays.setAll(values, i -> random.nextGaussian());
        return values;
    }

    private static double[] uniform(long seed) {
        return new SplittableRandom(seed).doubles(ROWS).toArray();
    }

    private static double[] map(double[] values, DoubleUnaryOperator change) {
        return Arrays.stream(values).map(change).toArray();
    }
}
