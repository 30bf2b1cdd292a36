// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSecretsTest {
    private static final String SECRET = "hunter2";

    @Test
    void replacesEnvironmentVariables() {
        DetectorConfig config = ConfigLoader.parse(
                DetectorYaml.withKafka("""
                        bootstrap-servers: ${HOST}:${PORT},other:1
                        properties:
                          sasl.jaas.config: x user="${USER_NAME}" password="${PASSWORD}";
                          ssl.keystore.password: ${file:/etc/keys:password}
                        """),
                "detector.yaml",
                Map.of("HOST", "broker", "PORT", "9093", "USER_NAME", "me", "PASSWORD", "$1\\{x}"));

        assertThat(config.kafka().bootstrapServers()).isEqualTo("broker:9093,other:1");
        assertThat(config.kafka().properties())
                .containsEntry("sasl.jaas.config", "x user=\"me\" password=\"$1\\{x}\";")
                .containsEntry("ssl.keystore.password", "${file:/etc/keys:password}");
    }

    @Test
    void namesMissingVariablesWithoutTellingTheOthersValues() {
        assertThatThrownBy(() ->
                        ConfigLoader.parse(DetectorYaml.withKafka("""
                                bootstrap-servers: ${BROKER}
                                properties: {sasl.jaas.config: "${PASSWORD} ${MISSING} ${not-a-name}", client.id: [hunter2]}
                                """), "detector.yaml", Map.of("PASSWORD", SECRET)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("detector.yaml: ")
                .hasMessageContainingAll(
                        "kafka.bootstrap-servers needs the environment variable BROKER, which is not set",
                        "kafka.properties.sasl.jaas.config needs the environment variable MISSING, which is not set",
                        "kafka.properties.sasl.jaas.config holds a ${...} that is no environment variable's name",
                        "kafka.properties.client.id must be one text, number, true or false")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void doesNotTellWhatAVariableMadeOfTheServers() {
        assertThatThrownBy(() -> ConfigLoader.parse(
                        DetectorYaml.withKafka("bootstrap-servers: ${BROKER}"),
                        "detector.yaml",
                        Map.of("BROKER", SECRET)))
                .hasMessageContaining("but was '${BROKER}'")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void doesNotQuoteMalformedYaml() {
        assertThatThrownBy(() -> DetectorYaml.parse(
                        DetectorYaml.withKafka("properties: {ssl.key.password: hunter2, other: @hunter2")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("detector.yaml, line 3, ")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.key.password",
                "sasl.jaas.config",
                "SASL.JAAS.CONFIG",
                "sasl.oauthbearer.client.secret",
                "some.token",
                "basic.auth.credentials.source",
                "basic.auth.user.info",
                "ssl.keystore.key",
                "ssl.truststore.some.key"
            })
    void printsNoSecret(String property) {
        DetectorConfig config = DetectorYaml.parse(DetectorYaml.withKafka("properties: {" + property + ": hunter2}"));

        assertThat(config.kafka().properties()).containsEntry(property, SECRET);
        assertThat(config.toString()).doesNotContain(SECRET).contains(property + "=***");
    }

    @Test
    void printsHarmlessProperties() {
        KafkaOptions kafka = DetectorYaml.parse(
                        DetectorYaml.withKafka("properties: {security.protocol: SSL, ssl.keystore.location: /keys}"))
                .kafka();

        assertThat(kafka.toString())
                .contains(
                        "properties={security.protocol=SSL, ssl.keystore.location=/keys}",
                        "localhost:9092",
                        "EXACTLY_ONCE");
    }
}
