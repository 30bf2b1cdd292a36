// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.regex.Pattern;

/** Texts as yaml that a command writes or suggests. */
public final class YamlText {
    private static final Pattern PLAIN =
            Pattern.compile("(?!(?i)(true|false|yes|no|on|off|y|n|null)$)[A-Za-z_][A-Za-z0-9._-]*");

    private YamlText() {}

    /** In quotes where yaml would take the text for a number, a truth value or more than a text. */
    public static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    /** In single quotes. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
