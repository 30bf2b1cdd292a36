// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/** Bad use or bad input: the message names the value, the place and the remedy. Commands end with exit code 2. */
public class BadInputException extends RuntimeException {
    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
