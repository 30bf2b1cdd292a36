// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.job.event.ControlMessage.Command;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The control topic's messages: one JSON object a command, nothing in it that is not understood. */
public final class ControlJson {
    /** Far more than any command; what is longer is none. */
    public static final int MAX_BYTES = 16 * 1024;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String COMMAND = "command";
    private static final String KEY = "key";
    private static final String MODEL = "model";

    private ControlJson() {}

    /**
     * Reads one message.
     *
     * @throws IllegalArgumentException saying what is wrong and what would be right
     */
    public static ControlMessage read(byte[] bytes) {
        Map<String, String> fields = fields(bytes);
        String word = fields.remove(COMMAND);
        Command command = Command.of(word)
                .orElseThrow(() -> new IllegalArgumentException("command must be one of " + words() + " but was "
                        + (word == null ? "missing" : "'" + word + "'")));
        String key = fields.remove(KEY);
        String model = fields.remove(MODEL);
        if (!fields.isEmpty()) {
            throw new IllegalArgumentException("unknown fields " + fields.keySet() + ", known are command, key, model");
        }
        require(command, KEY, key, command == Command.ACCEPT_SHIFT, command == Command.ACCEPT_SHIFT);
        require(
                command,
                MODEL,
                model,
                command == Command.PROMOTE,
                command == Command.PROMOTE || command == Command.ROLLBACK);
        return new ControlMessage(command, key, model);
    }

    /** The message, such as {@code {"command":"refresh"}}. */
    public static byte[] write(ControlMessage message) {
        Map<String, String> fields = new TreeMap<>();
        fields.put(COMMAND, message.command().configName());
        if (message.key() != null) {
            fields.put(KEY, message.key());
        }
        if (message.model() != null) {
            fields.put(MODEL, message.model());
        }
        return MAPPER.valueToTree(fields).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void require(Command command, String field, String value, boolean needed, boolean allowed) {
        if (needed && value == null) {
            throw new IllegalArgumentException(command.configName() + " needs a text as " + field);
        }
        if (!allowed && value != null) {
            throw new IllegalArgumentException(command.configName() + " takes no " + field);
        }
    }

    private static Map<String, String> fields(byte[] bytes) {
        if (bytes == null) {
            throw new IllegalArgumentException("a control message is a JSON object but this one is empty");
        }
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a control message has at most " + MAX_BYTES + " bytes, this one has " + bytes.length);
        }
        JsonNode json = parse(bytes);
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("a control message is a JSON object, such as {\"command\":\"refresh\"}");
        }
        Map<String, String> fields = new TreeMap<>();
        json.properties().forEach(field -> {
            if (field.getValue().isTextual()) {
                fields.put(field.getKey(), field.getValue().textValue());
            } else if (!field.getValue().isNull()) {
                throw new IllegalArgumentException(field.getKey() + " must be a text but was " + field.getValue());
            }
        });
        return fields;
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "a control message is a JSON object, such as {\"command\":\"refresh\"}, but could not be read: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static List<String> words() {
        return Arrays.stream(Command.values()).map(Command::configName).collect(Collectors.toList());
    }
}
