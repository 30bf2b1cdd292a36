// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DetectorConfigTest {
    private final DetectorConfig config = DetectorYaml.parse(DetectorYaml.FULL);

    @Test
    void movesToAnotherBrokerAndKeepsTheRest() {
        DetectorConfig moved = config.at("elsewhere:1234");

        assertThat(moved.kafka().bootstrapServers()).isEqualTo("elsewhere:1234");
        assertThat(moved).isNotEqualTo(config);
        assertThat(moved.at(config.kafka().bootstrapServers())).isEqualTo(config);
    }

    @Test
    void takesOtherMetricsOptionsAndKeepsTheRest() {
        MetricsOptions other = new MetricsOptions(0, 0, "0.0.0.0");

        assertThat(config.withMetrics(other).metrics()).isEqualTo(other);
        assertThat(config.withMetrics(other).withMetrics(config.metrics())).isEqualTo(config);
    }

    @Test
    void metricsMoveToAnotherPortAndKeepTheRest() {
        assertThat(new MetricsOptions(9250, 9260, "0.0.0.0", 3).at(7))
                .isEqualTo(new MetricsOptions(7, 7, "0.0.0.0", 3));
    }
}
