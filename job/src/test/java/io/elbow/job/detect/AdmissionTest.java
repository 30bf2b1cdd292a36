// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ShingleOptions;
import io.elbow.data.Observation;
import io.elbow.features.SeriesState;
import io.elbow.job.detect.Admission.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a record by its time, whatever order the times come in. */
class AdmissionTest {
    private static final int LENGTH = 4;
    private static final long NOW = 1_767_225_600_000L;
    private static final long YEAR = Duration.ofDays(365).toMillis();
    private static final Duration GAP = Duration.ofHours(1);

    private final SeriesState series = new SeriesState();
    private Admission admission = new Admission(new ShingleOptions(LENGTH, 1, GAP, null));

    private Outcome at(long timestampMillis) {
        return admission.admit(series, new Observation("k", timestampMillis, new double[] {1}), LENGTH);
    }

    @Test
    void timeZeroIsATimeLikeAnyOther() {
        assertThat(at(0)).isEqualTo(Outcome.READY);
        assertThat(at(0)).isEqualTo(Outcome.READY);
        assertThat(series.newestMillis).isZero();
        assertThat(series.size).isEqualTo(2);
    }

    @Test
    void recordsOfEqualTimeAreAllTaken() {
        for (int i = 1; i <= LENGTH; i++) {
            assertThat(at(NOW)).isEqualTo(Outcome.READY);
            assertThat(series.size).isEqualTo(i);
        }
    }

    @Test
    void aClockSetBackMakesItsRecordsLateUntilItHasCaughtUp() {
        at(NOW);
        assertThat(at(NOW - 1)).isEqualTo(Outcome.LATE);
        assertThat(at(0)).isEqualTo(Outcome.LATE);
        assertThat(at(NOW)).isEqualTo(Outcome.READY);
        assertThat(at(NOW + 1)).isEqualTo(Outcome.READY);
    }

    @Test
    void aLateRecordLeavesNoTrace() {
        at(NOW);
        at(NOW - 1);
        assertThat(series.newestMillis).isEqualTo(NOW);
        assertThat(series.size).isEqualTo(1);
    }

    @Test
    void aClockThatJumpsAheadStartsTheShingleAnewAndMakesTheRecordsBehindItLate() {
        at(NOW);
        at(NOW + 1_000);
        assertThat(at(NOW + 10 * YEAR)).isEqualTo(Outcome.READY);
        assertThat(series.size).isEqualTo(1);
        assertThat(at(NOW + 2_000)).isEqualTo(Outcome.LATE);
    }

    @Test
    void aClockThatBeginsAtZeroAndIsSetThenStartsTheShingleAnew() {
        at(0);
        at(1_000);
        assertThat(at(NOW)).isEqualTo(Outcome.READY);
        assertThat(series.size).isEqualTo(1);
    }

    @Test
    void aKeySilentForLongerThanTheGapWarmsUpAgain() {
        admission = new Admission(new ShingleOptions(LENGTH, 2, GAP, null));
        assertThat(at(NOW)).isEqualTo(Outcome.WARMING_UP);
        assertThat(at(NOW + GAP.toMillis())).isEqualTo(Outcome.READY);
        assertThat(at(NOW + 2 * GAP.toMillis() + 1)).isEqualTo(Outcome.WARMING_UP);
        assertThat(at(NOW + 2 * GAP.toMillis() + 2)).isEqualTo(Outcome.READY);
    }

    @Test
    void withoutAGapAKeyIsTheSameSeriesHoweverLongItWasSilent() {
        admission = new Admission(new ShingleOptions(LENGTH, 1, null, null));
        at(0);
        at(NOW + 10 * YEAR);
        assertThat(series.size).isEqualTo(2);
    }
}
