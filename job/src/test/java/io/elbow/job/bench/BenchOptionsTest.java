// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elbow.config.BadInputException;
import io.elbow.job.bench.BenchOptions.Part;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {
    private static BenchOptions of(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return BenchOptions.of(properties);
    }

    @Test
    void measuresEverythingByDefaultAndLessOfItWhenQuick() {
        BenchOptions usual = of(Map.of("bench.only", "", "bench.rounds", " "));
        BenchOptions quick = of(Map.of("bench.quick", "true"));
        assertThat(usual.parts()).containsExactly(Part.values());
        assertThat(usual.quick()).isFalse();
        assertThat(quick.parts()).containsExactly(Part.values());
        assertThat(quick.rounds()).isLessThan(usual.rounds());
        assertThat(quick.records()).isLessThan(usual.records());
    }

    @Test
    void takesWhatIsNamed() {
        BenchOptions options = of(Map.of("bench.only", "parser, latency", "bench.rounds", "3", "bench.rate", "500"));
        assertThat(options.parts()).containsExactlyInAnyOrder(Part.PARSER, Part.LATENCY);
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.rate()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"quick,yes", "rounds,0", "records,many", "only,scorer"})
    void refusesWhatCannotBeMeantByName(String name, String value) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> of(Map.of("bench." + name, value)))
                .withMessageStartingWith("-Dbench." + name + " must be ")
                .withMessageEndingWith("but was '" + value + "'");
    }
}
