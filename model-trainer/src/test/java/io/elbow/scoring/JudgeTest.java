// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.features.Smoothing;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JudgeTest {
    /** Two features, shingles of two rows: inputs a0 b0 a1 b1. */
    private static final double[] BASELINES = {0.5, 1, 0.25, 2};

    private static final TailCalibration CALIBRATION = TailCalibration.fit(heldBack());
    private static final float NAN = Float.NaN;

    @Test
    void theScoreIsReconstructionPlusKl() {
        Judge judge = judge(BASELINES, 0.01, 2);
        ElboTerms terms = new ElboTerms(2, 4, new float[] {9, 9, 9, 9, 1, 2, 3, 4}, new float[] {7, 0.5f});
        Verdict verdict = judge.judge(terms, 1, new float[8]);
        assertThat(verdict.reconstruction()).isEqualTo(10.0);
        assertThat(verdict.kl()).isEqualTo(0.5);
        assertThat(verdict.score()).isEqualTo(10.5);
        assertThat(verdict.pValue()).isEqualTo(CALIBRATION.pValue(10.5));
    }

    @Test
    void aMissingInputCostsItsBaseline() {
        Judge judge = judge(BASELINES, 0.01, 2);
        ElboTerms terms = new ElboTerms(1, 4, new float[] {NAN, 1e30f, 3, 4}, new float[] {0});
        float[] rows = {NAN, NAN, 0, 0};
        assertThat(judge.featureNats(terms, 0, rows)).containsExactly(0.5 + 3, 1 + 4);
        assertThat(judge.judge(terms, 0, rows).score()).isEqualTo(8.5);
    }

    @Test
    void featuresAreSummedOverTheShinglesRows() {
        Judge judge = judge(BASELINES, 0.01, 2);
        assertThat(judge.featureBaselines()).containsExactly(0.75, 3.0);
        ElboTerms terms = new ElboTerms(1, 4, new float[] {1, 10, 2, 20}, new float[] {0});
        assertThat(judge.featureNats(terms, 0, new float[4])).containsExactly(3, 30);
    }

    @Test
    void anAnomalyReachesTheThresholdAndACriticalOneAHundredthOfTheRate() {
        double rate = 0.01;
        Judge judge = judge(BASELINES, rate, 2);
        assertThat(judge.threshold()).isEqualTo(CALIBRATION.threshold(rate)).isFinite();
        double critical = CALIBRATION.threshold(rate / 100);
        assertThat(verdictOf(judge, judge.threshold() - 0.1).anomaly()).isFalse();
        assertThat(verdictOf(judge, judge.threshold() + 0.1).anomaly()).isTrue();
        assertThat(verdictOf(judge, critical - 0.1).critical()).isFalse();
        assertThat(verdictOf(judge, critical + 0.1).critical()).isTrue();
    }

    @Test
    void aRecordBelowTheGuardIsRareWhateverTheAlertRate() {
        for (double guard : new double[] {0.01, 0.2}) {
            for (double rate : new double[] {1e-4, 0.05}) {
                assertThat(rare(rate, guard, CALIBRATION.threshold(guard) - 0.01))
                        .isFalse();
                assertThat(rare(rate, guard, CALIBRATION.threshold(guard) + 0.01))
                        .isTrue();
                assertThat(rare(rate, guard, Double.NaN)).isTrue();
            }
        }
    }

    private static boolean rare(double rate, double guard, double score) {
        Judge judge = new Judge(BASELINES, CALIBRATION, rate, 2, Smoothing.NONE, 0, guard);
        return judge.isRare(verdictOf(judge, score));
    }

    private static Judge judge(double[] baselines, double rate, int features) {
        return new Judge(baselines, CALIBRATION, rate, features, Smoothing.NONE, 0, 0.01);
    }

    @Test
    void aScoreThatOverflowedIsCritical() {
        Judge judge = judge(BASELINES, 0.01, 2);
        Verdict verdict = judge.judge(new ElboTerms(1, 4, new float[] {NAN, 0, 0, 0}, new float[1]), 0, new float[4]);
        assertThat(verdict.anomaly()).isTrue();
        assertThat(verdict.critical()).isTrue();
    }

    @Test
    void ranksFeaturesByTheirExcessAndTiesByTheirOrder() {
        Judge judge = judge(new double[] {1, 10, 0, 0}, 0.01, 4);
        assertThat(judge.costliest(new double[] {3, 11, 2, 5}, 3)).containsExactly(3, 0, 2);
        assertThat(judge.costliest(new double[] {3, 11, 2, 5}, 9)).containsExactly(3, 0, 2, 1);
    }

    @Property(seed = "20260101")
    void theNatsOfTheFeaturesAddUpToTheReconstructionToTheLastBit(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] nats = new float[24];
        float[] rows = new float[24];
        for (int i = 0; i < nats.length; i++) {
            nats[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6)));
            rows[i] = random.nextInt(5) == 0 ? NAN : 0;
        }
        double[] baselines = random.doubles(12).toArray();
        Judge judge = judge(baselines, 0.01, 4);
        ElboTerms terms = new ElboTerms(2, 12, nats, new float[] {1, 2});
        double sum = 0;
        for (double feature : judge.featureNats(terms, 1, rows)) {
            sum += feature;
        }
        Verdict verdict = judge.judge(terms, 1, rows);
        assertThat(verdict.reconstruction()).isEqualTo(sum);
        assertThat(verdict.score()).isEqualTo(sum + 2);
    }

    @Test
    void refusesBaselinesThatAreNoWholeRows() {
        assertThatThrownBy(() -> judge(BASELINES, 0.01, 3))
                .hasMessage("4 baselines do not make whole rows of 3 features");
    }

    private static Verdict verdictOf(Judge judge, double score) {
        ElboTerms terms = new ElboTerms(1, 4, new float[] {(float) score, 0, 0, 0}, new float[1]);
        return judge.judge(terms, 0, new float[4]);
    }

    private static double[] heldBack() {
        SplittableRandom random = new SplittableRandom(9);
        double[] scores = new double[2_000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 10 + 3 * random.nextGaussian();
        }
        return scores;
    }
}
