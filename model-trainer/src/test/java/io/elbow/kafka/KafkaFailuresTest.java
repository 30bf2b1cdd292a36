// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.BadInputException;
import io.elbow.config.KafkaOptions;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {
    private static final String SECRET = "hunter2-hunter2";

    private final KafkaFailures failures = new KafkaFailures(new KafkaOptions(
            "broker.example:9092",
            Map.of(
                    "sasl.jaas.config",
                    "org.example.PlainLoginModule required username=\"me\" password=\"" + SECRET + "\";",
                    "ssl.key.password",
                    "",
                    "security.protocol",
                    "SASL_SSL"),
            KafkaOptions.Delivery.EXACTLY_ONCE,
            new KafkaOptions.Topics("r", "a", "m", "d", null, null, null)));

    @Test
    void namesTheAddressThatDidNotAnswer() {
        assertThat(failures.explain(new ExecutionException(new TimeoutException("x")), "reading"))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessage("no Kafka broker answered at broker.example:9092 within 10 s: is it running, and is"
                        + " kafka.bootstrap-servers right?");
    }

    @Test
    void distinguishesARefusedLoginFromSilence() {
        assertThat(failures.explain(new SaslAuthenticationException("invalid credentials"), "reading"))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContainingAll(
                        "broker.example:9092", "refused to authenticate", "invalid credentials", "sasl.*");
    }

    @Test
    void saysWhatIsNotPermitted() {
        assertThat(failures.explain(new TopicAuthorizationException("no access to m"), "publishing model m"))
                .hasMessageContainingAll("does not permit publishing model m", "no access to m");
    }

    @Test
    void namesASettingButNeverItsValueNorKeepsItAsACause() {
        ConfigException bad = new ConfigException("sasl.jaas.config", SECRET, "cannot be parsed");
        assertThat(bad).hasMessageContaining(SECRET);
        RuntimeException explained =
                failures.explain(new KafkaException("Failed to construct consumer", bad), "reading");
        assertThat(explained)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the value of sasl.jaas.config")
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    @Test
    void takesASecretOutOfAMessageAndDropsTheCauseThatQuotesIt() {
        KafkaException quoting = new KafkaException("login with password=" + SECRET + " failed");
        assertThat(failures.explain(quoting, "reading"))
                .hasMessageContaining("login with password=*** failed")
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    @Test
    void keepsACauseThatQuotesNoSecret() {
        KafkaException harmless = new KafkaException("keystore /etc/k.jks cannot be read");
        assertThat(failures.explain(harmless, "reading"))
                .hasMessageContaining("keystore /etc/k.jks cannot be read")
                .hasCause(harmless);
    }

    @Test
    void namesHostsThatCannotBeResolved() {
        assertThat(failures.explain(
                        new ConfigException("No resolvable bootstrap urls given in bootstrap.servers"), "reading"))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("broker.example:9092 could be resolved");
    }

    @Test
    void callsABadAddressBadInput() {
        assertThat(failures.explain(new ConfigException("Invalid url in bootstrap.servers: x"), "reading"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("kafka.bootstrap-servers must be host:port");
    }

    @Test
    void leavesTheThreadInterrupted() {
        assertThat(failures.explain(new InterruptedException(), "reading")).hasMessage("interrupted while reading");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failures.explain(new InterruptException("x"), "reading")).hasMessage("interrupted while reading");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void passesOnWhatIsExplainedAlready() {
        BadInputException explained = new BadInputException("x");
        assertThat(failures.explain(explained, "reading")).isSameAs(explained);
    }
}
