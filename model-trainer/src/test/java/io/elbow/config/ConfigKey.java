// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A yaml key as the Javadoc of a configuration record describes it: an entry of an {@literal @}param, or a paragraph of
 * its own, that begins with the key as code, then "(default VALUE):", "(default none):", "(no default):" or
 * "(required):".
 *
 * @param defaultValue as written in yaml; empty: there is none
 */
record ConfigKey(String dotted, Optional<String> defaultValue, boolean required, String meaning) {
    private static final String CODE = "\\{@code ((?:[^{}]|\\{[^{}]*\\})+)\\}";
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("(?:@param \\w+|<p>) ?" + CODE + " \\((default " + CODE
            + "|default none|no default|required)\\): (.*?)" + "(?= @param | <p>|$)");

    /** All keys that the sources in a folder describe. */
    static List<ConfigKey> describedIn(Path folder) throws IOException {
        try (Stream<Path> sources = Files.list(folder)) {
            return sources.filter(source -> source.toString().endsWith(".java"))
                    .sorted()
                    .flatMap(source -> describedBy(text(source)))
                    .toList();
        }
    }

    /** All keys that one source describes. */
    static Stream<ConfigKey> describedBy(String source) {
        return COMMENT.matcher(source)
                .results()
                .map(comment -> comment.group(1)
                        .replaceAll("\\n\\s*\\*", "\n")
                        .replaceAll("\\s+", " ")
                        .strip())
                .flatMap(comment -> ENTRY.matcher(comment).results())
                .map(ConfigKey::of);
    }

    /** A row of the table of keys. */
    String row() {
        String shown = required
                ? "required"
                : defaultValue.map(value -> "`" + value + "`").orElse("none");
        return "| `" + dotted + "` | " + shown + " | " + meaning + " |";
    }

    private static ConfigKey of(MatchResult entry) {
        return new ConfigKey(
                entry.group(1),
                Optional.ofNullable(entry.group(3)),
                entry.group(2).equals("required"),
                entry.group(4).replaceAll(CODE, "`$1`").strip());
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
