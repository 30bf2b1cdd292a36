// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"cpu", "a.b-c_1", "_x", "no", "True", "NULL", "10", "1e3", "it's", "a: b", "#x", "- x", "{a}"})
    void yamlReadsTheTextBack(String text) throws Exception {
        YAMLMapper yaml = new YAMLMapper();
        for (String written : List.of(YamlText.of(text), YamlText.quoted(text))) {
            JsonNode read = yaml.readTree("x: " + written).get("x");
            assertThat(read.isTextual()).as(written).isTrue();
            assertThat(read.textValue()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "a.b-c_1", "_x"})
    void namesStayAsTheyAre(String text) {
        assertThat(YamlText.of(text)).isEqualTo(text);
    }
}
