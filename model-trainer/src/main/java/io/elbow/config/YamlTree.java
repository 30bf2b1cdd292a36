// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Yaml text as a tree of one document whose keys are distinct. */
final class YamlTree {
    // Decimals keep the digits as written, since Kafka's properties pass through as text.
    private static final ObjectMapper MAPPER = JsonMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(
                            YAMLParser.Feature.EMPTY_STRING_AS_NULL,
                            YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private YamlTree() {}

    /**
     * The mapping at the root.
     *
     * @throws ConfigException naming the source, line and column; it never quotes the text, which may hold secrets
     */
    static JsonNode parse(String yaml, String sourceName) {
        String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
        try {
            refuseAliases(text, sourceName);
            JsonNode root = MAPPER.readTree(text);
            if (root.isMissingNode() || root.isNull()) {
                throw new ConfigException(sourceName + ": this is empty; name and kafka.topics are required");
            }
            if (!root.isObject()) {
                throw new ConfigException(sourceName + ": this is not a mapping of keys such as 'name: my-detector'");
            }
            return root;
        } catch (JsonProcessingException malformed) {
            throw refusal(malformed, sourceName);
        } catch (IOException impossible) {
            throw new IllegalStateException("a text has no device to fail", impossible);
        }
    }

    // Jackson would read *alias as the text "alias".
    private static void refuseAliases(String text, String sourceName) throws IOException {
        try (JsonParser parser = MAPPER.createParser(text)) {
            while (parser.nextToken() != null) {
                if (((YAMLParser) parser).isCurrentAlias()) {
                    throw new ConfigException(at(sourceName, parser.currentTokenLocation())
                            + "aliases (*name) are not supported; write the value out, or quote it");
                }
            }
        }
    }

    private static ConfigException refusal(JsonProcessingException malformed, String sourceName) {
        if (malformed.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return new ConfigException(at(sourceName, mark.getLine() + 1, mark.getColumn() + 1) + "not valid YAML: "
                    + marked.getProblem());
        }
        return new ConfigException(at(sourceName, malformed.getLocation()) + problem(malformed));
    }

    private static String problem(JsonProcessingException malformed) {
        String message = String.valueOf(malformed.getOriginalMessage());
        if (malformed instanceof MismatchedInputException) {
            return "a second document starts here; a file holds one detector";
        }
        if (message.startsWith("Duplicate field")) {
            return message.replace("Duplicate field", "duplicate key") + "; keep one of them";
        }
        // Jackson would quote the value.
        return message.startsWith("Malformed numeric")
                ? "this value looks like a number but is none that can be used; quote it where it is a text"
                : "not valid YAML";
    }

    private static String at(String sourceName, JsonLocation location) {
        return location == null ? sourceName + ": " : at(sourceName, location.getLineNr(), location.getColumnNr());
    }

    private static String at(String sourceName, int line, int column) {
        return sourceName + ", line " + line + ", column " + column + ": ";
    }
}
