// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "7B, 7",
        "900KB, 900000",
        "1MB, 1000000",
        "900KiB, 921600",
        "1MiB, 1048576",
        "2147483647, 2147483647"
    })
    void countsKbInThousandsAndKibIn1024s(String text, int bytes) {
        assertThat(Sizes.parseOrNull(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KB", "-1", "1.5MB", "1kb", "1 KB", "1GB", "2147483648", "9999999999MiB"})
    void refusesAnythingElseAndWhatExceedsAnInt(String text) {
        assertThat(Sizes.parseOrNull(text)).isNull();
    }
}
