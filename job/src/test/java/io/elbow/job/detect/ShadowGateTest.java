// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.job.event.ShadowReport;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShadowGateTest {
    private static final int RECORDS = 10_000;
    private static final double RATE = 0.01;

    private final ShadowGate gate = new ShadowGate(RECORDS, RATE);

    /** Costs around 10 nats, a nat apart; the challenger's lie higher by {@code more}. */
    private static ShadowReport report(int records, double championRate, double challengerRate, double more) {
        SplittableRandom random = new SplittableRandom(5);
        ShadowReport report = new ShadowReport();
        for (int i = 0; i < records; i++) {
            double cost = 10 + random.nextGaussian();
            report.add(
                    random.nextDouble() < championRate,
                    cost,
                    random.nextDouble() < challengerRate,
                    cost + more + 0.1 * random.nextGaussian());
        }
        return report;
    }

    @Test
    void aChallengerThatIsNoWorseMayTakeOver() {
        assertThat(gate.faults(report(RECORDS, RATE, RATE, 0))).isEmpty();
        assertThat(gate.faults(report(RECORDS, RATE, RATE, -3))).isEmpty();
    }

    @Test
    void aChampionThatAlertsOnWhatIsNormalNowIsNoReasonAgainstIt() {
        assertThat(gate.faults(report(RECORDS, 0.3, RATE, 0))).isEmpty();
    }

    @Test
    void aChallengerThatAlertsMoreThanItPromisesMayNot() {
        assertThat(gate.faults(report(RECORDS, RATE, 0.05, 0)))
                .singleElement()
                .satisfies(fault -> assertThat(fault).contains("of 10000 records where it promises 100.0"));
    }

    @Test
    void aChallengerThatHardlyAlertsAtAllMayNot() {
        assertThat(gate.faults(report(RECORDS, RATE, 0.001, 0)))
                .singleElement()
                .satisfies(fault -> assertThat(fault).contains("it would alert on only", "it promises 100.0"));
        assertThat(gate.faults(report(RECORDS, 0.001, 0.001, 0))).isEmpty();
    }

    @Test
    void aChallengerToWhichNormalRecordsCostMoreMayNot() {
        assertThat(gate.faults(report(RECORDS, RATE, RATE, 1)))
                .singleElement()
                .satisfies(fault -> assertThat(fault).contains("nats more than by the champion"));
    }

    @Test
    void costsThatAreNoNumbersAreNoReasonForIt() {
        ShadowReport report = report(RECORDS, RATE, RATE, 0);
        report.add(false, 1, false, Double.NaN);
        assertThat(gate.faults(report)).isNotEmpty();
    }

    @Test
    void thereIsNoVerdictOnTooFewRecords() {
        assertThat(gate.isReady(report(RECORDS - 1, RATE, RATE, 0))).isFalse();
        assertThat(gate.isReady(report(RECORDS, RATE, RATE, 0))).isTrue();
    }

    @Test
    void theFiguresSayWhatWasCounted() {
        ShadowReport report = new ShadowReport();
        report.add(true, 50, true, 40);
        report.add(true, 50, false, 9);
        report.add(false, 8, true, 60);
        report.add(false, 8, false, 9);
        report.addTime(100, 50);
        assertThat(report.agreeing()).isEqualTo(2);
        assertThat(report.figures())
                .containsEntry("records", 4.0)
                .containsEntry("agreement", 0.5)
                .containsEntry("champion_rate", 0.5)
                .containsEntry("challenger_anomalies", 2.0)
                .containsEntry("both_anomalies", 1.0)
                .containsEntry("mean_difference_nats", 1.0)
                .containsEntry("cost_ratio", 0.5);
        assertThat(new ShadowReport().figures())
                .allSatisfy((name, value) -> assertThat(value).as(name).isZero());
    }

    @Property(seed = "20260101", tries = 50)
    void whatSubtasksCountedAddsUp(@ForAll List<Boolean> verdicts, @ForAll @IntRange(min = 1, max = 5) int subtasks) {
        ShadowReport whole = new ShadowReport();
        ShadowReport[] parts = new ShadowReport[subtasks];
        for (int i = 0; i < subtasks; i++) {
            parts[i] = new ShadowReport();
        }
        for (int i = 0; i < verdicts.size(); i++) {
            whole.add(verdicts.get(i), i, i % 3 == 0, 2 * i);
            parts[i % subtasks].add(verdicts.get(i), i, i % 3 == 0, 2 * i);
        }
        ShadowReport sum = new ShadowReport();
        for (ShadowReport part : parts) {
            sum.add(part);
        }
        whole.figures()
                .forEach((name, value) ->
                        assertThat(sum.figures().get(name)).as(name).isCloseTo(value, within(1e-9)));
        assertThat(sum.standardError()).isCloseTo(whole.standardError(), within(1e-9));
    }
}
