// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.BadInputException;
import io.elbow.config.KafkaOptions;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Explains in one line what a client threw. Values of {@code kafka.properties} may be secrets and never appear: Kafka's
 * own message about a bad setting quotes the setting's value, so it is neither shown nor kept as a cause.
 */
final class KafkaFailures {
    private static final Pattern NAMED_SETTING = Pattern.compile("for configuration ([A-Za-z0-9_.-]+)");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i)password|secret|jaas|token|credential|[.]key$");
    /** Matches values in a login module's configuration: {@code password="..."}. */
    private static final Pattern ASSIGNED = Pattern.compile("=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;]+))");

    /** Shorter values are not treated as secrets: they would black out half of every message. */
    private static final int LEAST_SECRET = 4;

    private final KafkaOptions options;

    KafkaFailures(KafkaOptions options) {
        this.options = options;
    }

    /**
     * Returns the exception to throw instead.
     *
     * @param doing what failed, such as {@code reading the models topic m}
     */
    RuntimeException explain(Throwable failure, String doing) {
        Throwable thrown = unwrap(failure);
        if (thrown instanceof BadInputException || thrown instanceof KafkaUnavailableException) {
            return (RuntimeException) thrown;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        Optional<ConfigException> setting = find(thrown, ConfigException.class);
        if (setting.isPresent()) {
            return badSetting(setting.get());
        }
        if (thrown instanceof InterruptedException || thrown instanceof InterruptException) {
            Thread.currentThread().interrupt();
            return new KafkaUnavailableException("interrupted while " + doing, thrown);
        }
        return new KafkaUnavailableException(describe(thrown, doing), holdsSecrets(thrown) ? null : thrown);
    }

    private String describe(Throwable thrown, String doing) {
        if (find(thrown, AuthenticationException.class).isPresent()) {
            return "the Kafka broker at " + address() + " refused to authenticate this client: " + reason(thrown)
                    + "; check security.protocol, sasl.* and ssl.* in kafka.properties";
        }
        if (find(thrown, AuthorizationException.class).isPresent()) {
            return "the Kafka broker at " + address() + " does not permit " + doing + ": " + reason(thrown)
                    + "; grant the missing permission to the user in kafka.properties";
        }
        if (find(thrown, ProducerFencedException.class).isPresent()
                || find(thrown, InvalidProducerEpochException.class).isPresent()) {
            return doing + " was overtaken by another publisher of the same detector; nothing was written: try again";
        }
        if (find(thrown, RecordTooLargeException.class).isPresent()) {
            return doing + " failed: a message is larger than the topic or the broker takes (" + reason(thrown)
                    + "); raise the topic's max.message.bytes";
        }
        if (find(thrown, UnknownTopicOrPartitionException.class).isPresent()) {
            return doing + " failed: the topic does not exist at " + address()
                    + "; run: topics --create --config detector.yaml";
        }
        if (find(thrown, TimeoutException.class).isPresent() || thrown instanceof RetriableException) {
            return "no Kafka broker answered at " + address() + " within " + KafkaClients.ANSWER.toSeconds()
                    + " s: is it running, and is kafka.bootstrap-servers right?";
        }
        return doing + " at " + address() + " failed: " + reason(thrown);
    }

    private RuntimeException badSetting(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No resolvable bootstrap urls")) {
            return new KafkaUnavailableException("no host of kafka.bootstrap-servers " + address()
                    + " could be resolved: is the name right, and does this machine know it?");
        }
        if (message.contains("bootstrap.servers")) {
            return new BadInputException(
                    "kafka.bootstrap-servers must be host:port[,host:port..] but was " + address());
        }
        Matcher named = NAMED_SETTING.matcher(message);
        String which = named.find() ? "the value of " + named.group(1) : "a value";
        return new BadInputException("kafka.properties: " + which + " is not one that Kafka allows; mend it");
    }

    private String address() {
        return options.bootstrapServers();
    }

    /** The message of the innermost exception that has one, without secrets, on one line. */
    private String reason(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.getMessage() != null) {
                last = t;
            }
        }
        String message = last.getMessage() == null ? "no further message" : last.getMessage();
        return last.getClass().getSimpleName() + ": " + withoutSecrets(message).replaceAll("\\s+", " ");
    }

    private String withoutSecrets(String message) {
        String clean = message;
        for (var property : options.properties().entrySet()) {
            if (SECRET_NAME.matcher(property.getKey()).find()) {
                clean = blackOut(clean, property.getValue());
                Matcher assigned = ASSIGNED.matcher(property.getValue());
                while (assigned.find()) {
                    for (int group = 1; group <= assigned.groupCount(); group++) {
                        clean = blackOut(clean, assigned.group(group));
                    }
                }
            }
        }
        return clean;
    }

    private static String blackOut(String message, String secret) {
        return secret == null || secret.length() < LEAST_SECRET ? message : message.replace(secret, "***");
    }

    /** Whether an exception quotes a secret. Such a cause is not kept, because its stack trace can be printed. */
    private boolean holdsSecrets(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.getMessage() != null && !withoutSecrets(t.getMessage()).equals(t.getMessage())) {
                return true;
            }
        }
        return false;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable thrown = failure;
        while ((thrown instanceof ExecutionException || thrown instanceof CompletionException)
                && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        return thrown;
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> kind) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) {
                return Optional.of(kind.cast(t));
            }
        }
        return Optional.empty();
    }
}
