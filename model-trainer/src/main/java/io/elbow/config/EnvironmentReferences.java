// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${NAME}} by environment variables; its messages name variables, never values. */
final class EnvironmentReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;
    private final Faults faults;

    EnvironmentReferences(Map<String, String> environment, Faults faults) {
        this.environment = environment;
        this.faults = faults;
    }

    /** The text with its references replaced; an unusable reference is noted and stays as it is. */
    String replace(String key, String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(key, match.group(), match.group(1))));
    }

    private String value(String key, String reference, String name) {
        if (name.contains(":")) {
            return reference; // ${provider:path:key} is for Kafka's own config providers
        }
        if (!NAME.matcher(name).matches()) {
            faults.add(
                    key + " holds a ${...} that is no environment variable's name: letters, digits and _ are allowed");
            return reference;
        }
        String value = environment.get(name);
        if (value == null) {
            faults.add(key + " needs the environment variable " + name + ", which is not set");
            return reference;
        }
        return value;
    }
}
