// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.pipeline.StartChecks;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainer and job with a broker that requires TLS, client certificates and SCRAM. */
class SecurityITCase {
    private static final String NAME = "secured";

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static SecureBroker broker;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.in(Files.createDirectory(folder.resolve("certificates")));
        broker = SecureBroker.start(folder.resolve("kafka"), certificates);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** A configuration as a user writes it: secrets come from the environment. */
    private static DetectorConfig config(String name, String certificate, String password) {
        String yaml = RunningDetector.yaml(name, broker.bootstrapServers(), """
                record: {key: machine, timestamp: {field: ts, unit: millis}}
                """)
                .replace("  topics:\n", """
                  properties:
                    security.protocol: SASL_SSL
                    sasl.mechanism: SCRAM-SHA-512
                    sasl.jaas.config: ${KAFKA_JAAS}
                    ssl.truststore.location: %s
                    ssl.truststore.password: ${STORE_PASSWORD}
                    ssl.keystore.location: %s
                    ssl.keystore.password: ${STORE_PASSWORD}
                    default.api.timeout.ms: 5000
                    request.timeout.ms: 4000
                  topics:
                """.formatted(certificates.trusted(), certificates.store(certificate)));
        Map<String, String> environment =
                Map.of("KAFKA_JAAS", SecureBroker.jaas(password), "STORE_PASSWORD", TestCertificates.PASSWORD);
        return ConfigLoader.parse(yaml, "test", environment).withMetrics(new MetricsOptions(0, 0, LoopbackPorts.HOST));
    }

    @Test
    void recordsModelsScoresAndAlertsAllGoThroughTlsAndScram() throws Exception {
        DetectorConfig config = config(NAME, "client", SecureBroker.PASSWORD);
        ModelArtifact model = FittedModels.ofCpuAndMemory(NAME, 1, 1);
        Map<String, String> security = SecureBroker.client(certificates, "client", SecureBroker.PASSWORD);
        try (RawClient client = new RawClient(broker.bootstrapServers(), security);
                RunningDetector detector = RunningDetector.start(config, model, folder, client)) {
            long now = System.currentTimeMillis();
            for (int i = 0; i < 50; i++) {
                String cpu = i == 40 ? "500" : "50";
                client.send(
                        NAME, "m", "{\"machine\":\"m\",\"ts\":" + (now + i) + ",\"cpu\":" + cpu + ",\"memory\":50}");
            }
            detector.awaitScores(50);
            RunningDetector.until(() -> !client.read(NAME + "-alerts").isEmpty());
            Alert alert = AlertJson.read(client.read(NAME + "-alerts").get(0).value());
            assertThat(alert.features()[0].name()).isEqualTo("cpu");

            new ModelsTopic(config).publish(model, PublishOptions.champion("test"));
            assertThat(new ModelsTopic(config).resolve().champion()).isPresent();
            assertThat(RecordsTopicITCase.read(config, List.of("cpu", "memory"), Duration.ofHours(1), Instant.now())
                            .dataset()
                            .rows())
                    .hasSize(50);
        }
    }

    @Test
    void aWrongPasswordIsReportedInOneLineWithoutSecrets() {
        DetectorConfig config = config("intruder", "client", "wrong-secret");
        assertThatThrownBy(() -> StartChecks.topics(config))
                .hasMessageContaining(broker.bootstrapServers())
                .hasMessageNotContaining("wrong-secret")
                .hasMessageNotContaining(TestCertificates.PASSWORD);
    }

    @Test
    void aCertificateThatTheBrokerDoesNotTrustIsRefused() {
        DetectorConfig config = config("stranger", "stranger", SecureBroker.PASSWORD);
        assertThatThrownBy(() -> StartChecks.topics(config))
                .hasMessageContaining(broker.bootstrapServers())
                .hasMessageNotContaining(SecureBroker.PASSWORD)
                .hasMessageNotContaining(TestCertificates.PASSWORD);
    }
}
