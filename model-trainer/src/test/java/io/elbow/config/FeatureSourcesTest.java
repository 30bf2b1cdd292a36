// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.FeatureSource.As;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureSourcesTest {
    private static final FeatureSource CPU = FeatureSource.plain("cpu");
    private static final FeatureSource RATE = new FeatureSource("bytes", As.RATE);
    private static final FeatureSource DIFFERENCE = new FeatureSource("bytes", As.DIFFERENCE);

    private static RecordOptions record(String features) {
        String yaml = """
                name: d
                kafka: {topics: {records: r, alerts: a, models: m, dead-letters: l}}
                record: {features: %s}
                """.formatted(features);
        return ConfigLoader.parse(yaml, "detector.yaml", Map.of()).record();
    }

    @Test
    void entriesAreNamesOrSayWhatTheModelSees() {
        RecordOptions record = record(
                "[cpu, {name: bytes, as: rate}, {name: queue, as: difference}, {name: load}, {name: disk, as: value}]");
        assertThat(record.features()).containsExactly("cpu", "bytes", "queue", "load", "disk");
        assertThat(FeatureSources.features(record.sources()))
                .containsExactly("cpu", "bytes_per_second", "queue_difference", "load", "disk");
        assertThat(record("[cpu, memory]").sources())
                .containsExactlyElementsOf(FeatureSources.plain(List.of("cpu", "memory")));
        assertThat(record("null").sources()).isEmpty();
    }

    @Test
    void aFieldMayBeThereInSeveralWays() {
        RecordOptions record = record("[bytes, cpu, {name: bytes, as: rate}]");
        assertThat(record.features()).containsExactly("bytes", "cpu");
        assertThat(record.sources()).containsExactly(FeatureSource.plain("bytes"), CPU, RATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[cpu, {name: bytes, as: rates}] | record.features[1].as must be one of value, rate, difference (of bytes) but was \"rates\"",
                "[{name: bytes, as: 1}] | record.features[0].as must be one of value, rate, difference (of bytes) but was 1",
                "[{as: rate}] | record.features[0] must be a text (in quotes, where it looks like a number) or {name: FIELD, as: rate} but was {\"as\":\"rate\"}",
                "[{name: bytes, per: 1s}] | unknown key record.features[0].per, known here: name, as",
                "[[cpu]] | record.features[0] must be a text (in quotes, where it looks like a number) or {name: FIELD, as: rate} but was [\"cpu\"]",
                "[{name: b, as: rate}, {name: b, as: rate}] | record.features must be a list of distinct field names but was [b_per_second, b_per_second]",
                "[{name: b, as: rate}, b_per_second] | record.features must be a list of distinct field names but was [b_per_second, b_per_second]",
            })
    void whatIsNoFeatureIsNamedWithItsPlace(String features, String message) {
        assertThatThrownBy(() -> record(features))
                .isInstanceOf(ConfigException.class)
                .hasMessage("detector.yaml: " + message);
    }

    @Test
    void chosenFieldsAreTakenAsTheYamlSays() {
        List<FeatureSource> yaml = List.of(RATE, CPU, FeatureSource.plain("bytes"));
        assertThat(FeatureSources.of(List.of("bytes", "cpu"), yaml)).isEqualTo(yaml);
        assertThat(FeatureSources.of(List.of("disk", "bytes"), yaml))
                .containsExactly(FeatureSource.plain("disk"), RATE, FeatureSource.plain("bytes"));
        assertThat(FeatureSources.of(List.of("cpu"), List.of())).containsExactly(CPU);
    }

    @Test
    void contradictionsNameTheFieldAndBothSides() {
        assertThat(FeatureSources.contradictions(List.of(CPU, FeatureSource.plain("bytes")), List.of(CPU, RATE)))
                .containsExactly("record.features takes bytes as value but the model's is rate");
        assertThat(FeatureSources.contradictions(List.of(RATE, DIFFERENCE), List.of(RATE)))
                .containsExactly("record.features takes bytes as rate and difference but the model's is rate");
        assertThat(FeatureSources.contradictions(List.of(RATE, CPU), List.of(CPU, RATE)))
                .isEmpty();
        assertThat(FeatureSources.contradictions(List.of(CPU), List.of(RATE))).isEmpty();
        assertThat(FeatureSources.contradictions(List.of(), List.of(RATE))).isEmpty();
    }
}
