// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of yaml keys in the documentation equal to the Javadoc of the configuration records, and both equal
 * to what the reader accepts. {@code -Delbow.docs.write=true} writes the table anew.
 */
class ConfigurationDocTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "elbow", "config");
    private static final Path DOCUMENT = Path.of("docs", "configuration.md");
    private static final Pattern TABLE =
            Pattern.compile("(?<=<!-- keys: begin -->\n).*(?=<!-- keys: end -->)", Pattern.DOTALL);

    private static final String STRANGER = "xqzxqzxqzxqzxqz";
    private static final Pattern KNOWN = Pattern.compile("unknown key (\\S*)" + STRANGER + ", known here: ([^;\n]*)");

    @Test
    void theDocumentHoldsTheTableOfTheRecordsJavadoc() throws IOException {
        String document = Files.readString(DOCUMENT);
        String table = table();
        if (Boolean.getBoolean("elbow.docs.write")) {
            Files.writeString(DOCUMENT, TABLE.matcher(document).replaceFirst(Matcher.quoteReplacement(table)));
            return;
        }
        Matcher found = TABLE.matcher(document);
        assertThat(found.find()).as("the markers in " + DOCUMENT).isTrue();
        assertThat(found.group())
                .as("%s; run this test with -Delbow.docs.write=true to write it anew", DOCUMENT)
                .isEqualTo(table);
    }

    @Test
    void everyKeyThatTheReaderAcceptsIsDescribedOnce() throws IOException {
        List<String> described =
                ConfigKey.describedIn(SOURCES).stream().map(ConfigKey::dotted).toList();
        assertThat(described).containsExactlyInAnyOrderElementsOf(acceptedKeys("", List.of()));
        assertThat(described).contains("name", "kafka.topics.dead-letters", "record.timestamp.unit", "refresh.guard");
    }

    @Test
    void everyDefaultInTheTableIsTheReaders() throws IOException {
        DetectorConfig expected = parse(yaml("", ""));
        for (ConfigKey key : ConfigKey.describedIn(SOURCES)) {
            if (!key.required() && !key.dotted().equals("record.timestamp.field")) {
                DetectorConfig written =
                        parse(yaml(key.dotted(), key.defaultValue().orElse("null")));
                assertThat(written)
                        .as(key.dotted())
                        .usingRecursiveComparison()
                        .ignoringFields("written")
                        .isEqualTo(expected);
                assertThat(written.isWritten(key.dotted())).as(key.dotted()).isTrue();
            }
        }
    }

    @Test
    void anEntryIsReadFromAParameterAndFromAParagraph() {
        assertThat(ConfigKey.describedBy("""
                /**
                 * What it is.
                 *
                 * <p>{@code a.format} (default {@code json}): Always
                 *     {@code json}.
                 *
                 * @param name {@code name} (required): The name.
                 * @param other no key at all
                 * @param map {@code a.map} (default {@code {}}): With {@code ${ENV}}.
                 * @param last {@code a.last} (default none): Last.
                 */
                """).map(ConfigKey::row))
                .containsExactly(
                        "| `a.format` | `json` | Always `json`. |",
                        "| `name` | required | The name. |",
                        "| `a.map` | `{}` | With `${ENV}`. |",
                        "| `a.last` | none | Last. |");
    }

    /** One table a section, in the order in which the reader asks for the keys. */
    private static String table() throws IOException {
        Map<String, ConfigKey> described = ConfigKey.describedIn(SOURCES).stream()
                .collect(Collectors.toMap(ConfigKey::dotted, Function.identity(), (first, second) -> first));
        StringBuilder table = new StringBuilder();
        String before = "";
        for (String key : acceptedKeys("", List.of())) {
            String section = key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
            if (!section.equals(before)) {
                table.append("\n### ").append(section).append("\n\n| key | default | meaning |\n|---|---|---|\n");
                before = section;
            }
            ConfigKey entry = described.get(key);
            assertThat(entry).as("Javadoc of " + key).isNotNull();
            table.append(entry.row()).append('\n');
        }
        return table.append('\n').toString();
    }

    /** The keys below a section that take a value, found by asking for one that cannot be there. */
    private static List<String> acceptedKeys(String section, List<String> parents) {
        List<String> keys = new ArrayList<>();
        for (String key : known(section, parents)) {
            List<String> path = new ArrayList<>(parents);
            path.add(key);
            List<String> below = acceptedKeys(String.join(".", path) + ".", path);
            keys.addAll(below.isEmpty() ? List.of(String.join(".", path)) : below);
        }
        return keys;
    }

    private static List<String> known(String section, List<String> path) {
        String yaml = path.stream().map(key -> "{" + key + ": ").collect(Collectors.joining()) + "{" + STRANGER + ": {"
                + STRANGER + ": 1}}" + "}".repeat(path.size());
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> parse(yaml));
        return KNOWN.matcher(refused.getMessage())
                .results()
                .filter(known -> known.group(1).equals(section))
                .flatMap(known -> Arrays.stream(known.group(2).split(",")))
                .map(String::strip)
                .filter(key -> !key.equals(STRANGER))
                .toList();
    }

    /** The required keys, a timestamp field, and one more key. */
    private static String yaml(String dotted, String value) {
        return """
                name: a
                kafka: {topics: {records: r, alerts: a, models: m, dead-letters: d%s}%s}
                record: {timestamp: {field: ts%s}%s}
                %s
                """.formatted(
                inside("kafka.topics.", dotted, value),
                dotted.startsWith("kafka.topics.") ? "" : inside("kafka.", dotted, value),
                inside("record.timestamp.", dotted, value),
                dotted.startsWith("record.timestamp.") ? "" : inside("record.", dotted, value),
                dotted.isEmpty() || dotted.startsWith("kafka.") || dotted.startsWith("record.")
                        ? ""
                        : dotted.replace(".", ": {") + ": " + value + "}".repeat(dotted.split("\\.").length - 1));
    }

    private static String inside(String section, String dotted, String value) {
        return dotted.startsWith(section) ? ", " + dotted.substring(section.length()) + ": " + value : "";
    }

    private static DetectorConfig parse(String yaml) {
        return ConfigLoader.parse(yaml, "test", Map.of());
    }
}
