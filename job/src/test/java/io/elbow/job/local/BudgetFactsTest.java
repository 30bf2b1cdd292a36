// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.AlertBudget;
import io.elbow.job.detect.ScoredObservations;
import io.elbow.job.event.Alert;
import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetFactsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1/1d | 1/2d,2/1d", "4/7d | 2/7d,8/7d", "3/1h | 3/2h,6/1h", "10000/1d | 5000/1d"})
    void theOtherBudgetsAreHalfAndTwiceWhereThatIsOne(String budget, String others) {
        assertThat(BudgetFacts.others(AlertBudget.parse(budget)).stream().map(AlertBudget::text))
                .containsExactly(others.split(","));
    }

    @Test
    void theAnomaliesFromTheOpeningToTheLastRecordBelongToTheIncident() {
        List<String> linked = new ArrayList<>();
        BudgetLinks links = new BudgetLinks(
                Duration.ofMillis(100), (key, millis, row, incident) -> linked.add(row + " of " + incident));
        for (long row : new long[] {5, 10, 20, 30, 500}) {
            links.anomaly(ScoredObservations.anomaly("k", row));
        }
        links.alert(alert(Alert.OPEN, "one", 10));
        links.alert(alert(Alert.CLOSED, "one", 130));
        links.alert(alert(Alert.OPEN, "two", 490));
        links.alert(alert(Alert.CLOSED, "two", 600));
        assertThat(linked)
                .as("the anomaly before the opening is left out, the opening record is in though it is none")
                .containsExactly("10 of one", "20 of one", "30 of one", "490 of two", "500 of two");
    }

    private static Alert alert(String status, String incident, long millis) {
        ScoredObservation of = ScoredObservations.anomaly("k", millis);
        return new Alert(
                incident + status,
                incident,
                status,
                "detector",
                of.key(),
                millis,
                Alert.WARNING,
                of.score(),
                of.threshold(),
                of.pValue(),
                of.reconstruction(),
                of.kl(),
                new FeatureCost[0],
                of.model(),
                null,
                0,
                millis,
                of.smoothed(),
                new String[0],
                false,
                0,
                0);
    }
}
