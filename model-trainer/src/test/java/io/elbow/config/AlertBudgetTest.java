// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertBudgetTest {
    @ParameterizedTest
    @CsvSource({"1/1d, 1, PT24H, 1", "5/7d, 5, PT168H, 0.7142857", "' 2 / 12h ', 2, PT12H, 4", "1/1m, 1, PT1M, 1440"})
    void readsACountAndASpan(String text, int count, Duration per, double perDay) {
        AlertBudget budget = AlertBudget.parse(text);

        assertThat(budget).isEqualTo(new AlertBudget(count, per));
        assertThat(budget.perDay()).isCloseTo(perDay, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/1d", "5/7d", "2/12h", "10000/1d"})
    void readsBackWhatItWrites(String text) {
        assertThat(AlertBudget.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1/", "/1d", "1/1w", "1/day", "1.5/1d", "1/-1d", "one/1d", "1/1d/1d", "9999999999/1d"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> AlertBudget.parse(text))
                .isInstanceOf(BadInputException.class)
                .hasMessage("'" + text
                        + "' is not an alert budget such as 1/1d or 5/7d: a whole number, a slash and a duration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0/1d|alerts.budget.count must be at least 1 but was 0",
                "-3/1d|alerts.budget.count must be at least 1 but was -3",
                "1/0d|alerts.budget.per must be longer than zero but was 0ms",
                "10001/1d|alerts.budget must be at most 10000 alerts a day but was 10001/1d",
                "1/1s|alerts.budget must be at most 10000 alerts a day but was 1/1s"
            })
    void namesThePartThatCannotBeUsed(String text, String message) {
        assertThatThrownBy(() -> AlertBudget.parse(text))
                .isInstanceOf(BadInputException.class)
                .hasMessage(message);
    }

    @Test
    void refusesASpanBelowZero() {
        assertThatThrownBy(() -> new AlertBudget(1, Duration.ofDays(-1)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("alerts.budget.per must be longer than zero but was PT-24H");
    }
}
