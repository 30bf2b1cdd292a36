// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"5ms, PT0.005S", "10s, PT10S", "5m, PT5M", "6h, PT6H", "7d, PT168H", "0s, PT0S", "' 1h ', PT1H"})
    void readsEveryUnit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "d",
                "-1s",
                "1.5h",
                "5 m",
                "5M",
                "1w",
                "PT5M",
                "999999999999999999d",
                "99999999999999999999s"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(BadInputException.class)
                .hasMessage("'" + text + "' is not a duration such as 5ms, 10s, 5m, 6h or 7d");
    }

    @Property(seed = "20260101")
    void readsBackWhatItWrites(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 10) long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
    }
}
