// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/** A configuration value that cannot be used: names the key, the value and what is allowed. */
public final class ConfigException extends BadInputException {
    public ConfigException(String message) {
        super(message);
    }
}
