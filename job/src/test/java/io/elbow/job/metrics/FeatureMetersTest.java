// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureMetersTest {
    private static final List<String> NAMES = List.of("cpu", "disk", "memory", "net");
    private static final double[] NATS = {2, 8, -4, 6};

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong();
    private final ElboMeters meters = new ElboMeters(registry, "d", now::get);

    @Test
    void theCostliestFeaturesAreNamedAndTheRestIsOneMean() {
        meters.nameFeatures(2);
        meters.featureExcess(NAMES, NATS, 2);
        assertThat(shown()).isEqualTo(Map.of("disk", 4.0, "net", 3.0, "others", -1.0));
    }

    @Test
    void allAreNamedWhereThereAreNoMoreThanTheLimit() {
        meters.nameFeatures(4);
        meters.featureExcess(NAMES, NATS, 2);
        assertThat(shown()).isEqualTo(Map.of("disk", 4.0, "net", 3.0, "cpu", 1.0, "memory", -2.0));
    }

    @Test
    void tenAreNamedWhereNobodySaysHowMany() {
        List<String> many = IntStream.range(0, 20).mapToObj(i -> "f" + i).toList();
        meters.featureExcess(many, new double[20], 1);
        assertThat(shown()).hasSize(11).containsKey("others");
    }

    @Test
    void noneIsShownWhereTheLimitIsZeroNotEvenTheRest() {
        meters.nameFeatures(0);
        meters.featureExcess(NAMES, NATS, 2);
        assertThat(shown()).isEmpty();
    }

    @Test
    void loweringTheLimitToZeroHidesWhatWasShown() {
        meters.featureExcess(NAMES, NATS, 2);
        meters.nameFeatures(0);
        assertThat(shown()).isEmpty();
        meters.nameFeatures(1);
        meters.featureExcess(NAMES, NATS, 2);
        assertThat(shown()).isEqualTo(Map.of("disk", 4.0, "others", 2.0));
    }

    @Test
    void anotherFeatureThatCostsMoreTakesThePlaceAfterASpan() {
        meters.nameFeatures(1);
        meters.featureExcess(NAMES, NATS, 2);
        meters.featureExcess(NAMES, new double[] {30, 0, 0, 0}, 1);
        assertThat(shown()).containsOnlyKeys("disk", "others");
        now.set(FeatureMeters.SPAN_MILLIS);
        meters.featureExcess(NAMES, new double[] {10, 0, 0, 0}, 1);
        assertThat(shown()).isEqualTo(Map.of("cpu", 42.0 / 4, "others", 10.0 / 4));
    }

    @Test
    void aModelOfOtherFeaturesIsShownAtOnce() {
        meters.featureExcess(NAMES, NATS, 2);
        meters.featureExcess(List.of("other"), new double[] {1}, 1);
        assertThat(shown()).isEqualTo(Map.of("other", 1.0));
    }

    private Map<String, Double> shown() {
        return registry.find("elbow.feature.excess").gauges().stream()
                .collect(Collectors.toMap(gauge -> gauge.getId().getTag("feature"), Gauge::value));
    }
}
