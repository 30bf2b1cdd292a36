// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

/** The broker did not answer in time, or a topic could not be used: names address or topic. Exit code 1. */
public final class KafkaUnavailableException extends RuntimeException {
    public KafkaUnavailableException(String message) {
        super(message);
    }

    public KafkaUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
