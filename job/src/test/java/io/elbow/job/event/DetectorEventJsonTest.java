// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectorEventJsonTest {
    private static final DetectorEvent EVENT = new DetectorEvent(
            DetectorEvent.REFUSED,
            "servers",
            1_767_225_600_000L,
            "ab12",
            null,
            "its ELBO is worse",
            Map.of("elbo", -3.25, "alert_rate", 1e-3, "unknown", Double.NaN));

    @Test
    void isOneObjectWithNullForWhatThereIsNot() {
        assertThat(new String(DetectorEventJson.write(EVENT), StandardCharsets.UTF_8))
                .isEqualTo("{\"event\":\"refused\",\"detector\":\"servers\",\"timestamp\":\"2026-01-01T00:00:00Z\","
                        + "\"model\":\"ab12\",\"parent\":null,\"reason\":\"its ELBO is worse\","
                        + "\"figures\":{\"alert_rate\":0.001,\"elbo\":-3.25,\"unknown\":null}}");
        assertThat(DetectorEventJson.key(EVENT)).isEqualTo("servers".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void comesBackAsItWent() {
        assertThat(DetectorEventJson.read(DetectorEventJson.write(EVENT))).isEqualTo(EVENT);
    }

    @Test
    void refusesWhatIsNoEvent() {
        assertThatThrownBy(() -> DetectorEventJson.read("{\"event\":\"fitted\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("could not be read");
    }
}
