// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.data.Observation;
import io.elbow.features.SeriesState;
import io.elbow.scoring.Judge;
import io.elbow.testing.RandomModels;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a record by its time, whatever order the times come in. */
class StreamAdmissionTest {
    private static final int LENGTH = 4;
    private static final long NOW = 1_767_225_600_000L;
    private static final long YEAR = Duration.ofDays(365).toMillis();
    private static final Duration GAP = Duration.ofHours(1);

    private final ModelArtifact model = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 1, LENGTH, 0), 3);
    private final KeyStore keys = KeyStore.inMemory();
    private final Heard heard = new Heard(false);
    private StreamScoring<Integer> scoring = scoring(1, GAP);

    private enum Outcome {
        LATE,
        WARMING_UP,
        READY
    }

    private StreamScoring<Integer> scoring(int minRows, Duration gap) {
        SquareScorer scorer = new SquareScorer(model.manifest().spec());
        return new StreamScoring<>(
                new ScoringModel("", model.manifest(), Judge.of(model.manifest(), 0.01), scorer, List.of()),
                keys,
                new StreamScoring.Settings(minRows, gap, 1, false),
                heard);
    }

    private Outcome at(long timestampMillis) {
        int late = heard.late.size();
        int warmingUp = heard.warmingUp.size();
        scoring.take(0, new Observation("k", timestampMillis, new double[] {1}));
        if (heard.late.size() > late) {
            return Outcome.LATE;
        }
        return heard.warmingUp.size() > warmingUp ? Outcome.WARMING_UP : Outcome.READY;
    }

    private SeriesState series() {
        return keys.get("k").series;
    }

    @Test
    void timeZeroIsATimeLikeAnyOther() {
        assertThat(at(0)).isEqualTo(Outcome.READY);
        assertThat(at(0)).isEqualTo(Outcome.READY);
        assertThat(series().newestMillis).isZero();
        assertThat(series().size).isEqualTo(2);
    }

    @Test
    void recordsOfEqualTimeAreAllTaken() {
        for (int i = 1; i <= LENGTH; i++) {
            assertThat(at(NOW)).isEqualTo(Outcome.READY);
            assertThat(series().size).isEqualTo(i);
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
        assertThat(series().newestMillis).isEqualTo(NOW);
        assertThat(series().size).isEqualTo(1);
    }

    @Test
    void aClockThatJumpsAheadStartsTheShingleAnewAndMakesTheRecordsBehindItLate() {
        at(NOW);
        at(NOW + 1_000);
        assertThat(at(NOW + 10 * YEAR)).isEqualTo(Outcome.READY);
        assertThat(series().size).isEqualTo(1);
        assertThat(at(NOW + 2_000)).isEqualTo(Outcome.LATE);
    }

    @Test
    void aClockThatBeginsAtZeroAndIsSetThenStartsTheShingleAnew() {
        at(0);
        at(1_000);
        assertThat(at(NOW)).isEqualTo(Outcome.READY);
        assertThat(series().size).isEqualTo(1);
    }

    @Test
    void aKeySilentForLongerThanTheGapWarmsUpAgain() {
        scoring = scoring(2, GAP);
        assertThat(at(NOW)).isEqualTo(Outcome.WARMING_UP);
        assertThat(at(NOW + GAP.toMillis())).isEqualTo(Outcome.READY);
        assertThat(at(NOW + 2 * GAP.toMillis() + 1)).isEqualTo(Outcome.WARMING_UP);
        assertThat(at(NOW + 2 * GAP.toMillis() + 2)).isEqualTo(Outcome.READY);
    }

    @Test
    void withoutAGapAKeyIsTheSameSeriesHoweverLongItWasSilent() {
        scoring = scoring(1, null);
        at(0);
        at(NOW + 10 * YEAR);
        assertThat(series().size).isEqualTo(2);
    }

    @Test
    void aFullShingleIsEnoughHoweverManyRowsAreAskedFor() {
        scoring = scoring(LENGTH + 5, null);
        for (int i = 1; i < LENGTH; i++) {
            assertThat(at(NOW + i)).isEqualTo(Outcome.WARMING_UP);
        }
        assertThat(at(NOW + LENGTH)).isEqualTo(Outcome.READY);
    }
}
