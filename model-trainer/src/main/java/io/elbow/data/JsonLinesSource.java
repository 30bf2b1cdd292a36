// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON lines: an object a line, flat or nested. Its fields are columns by their dotted paths, as in the records
 * of a stream. The columns are the fields of the first {@value #HEAD} objects. A field that an object lacks, or that is
 * null, is an empty cell. Arrays are no columns. Blank lines are skipped.
 */
final class JsonLinesSource implements TableSource {
    static final int HEAD = 1_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Path file;
    private final BufferedReader reader;
    private final BoundedLines lines;
    private final Map<String, Integer> index = new LinkedHashMap<>();
    private final Deque<Parsed> head = new ArrayDeque<>();
    private final List<String> header;

    /**
     * An object's cells by column, as many as there were columns when it was parsed; null: the object lacks the field.
     */
    private static final class Parsed {
        private final long number;
        private String[] cells;
        private final BitSet text = new BitSet();

        Parsed(long number, int columns) {
            this.number = number;
            cells = new String[columns];
        }

        Line line(int columns) {
            String[] all = Arrays.copyOf(cells, columns);
            Arrays.setAll(all, c -> all[c] == null ? "" : all[c]);
            return new Line(number, Arrays.asList(all), text);
        }
    }

    /**
     * Reads the first objects to find the columns.
     *
     * @throws DataException if there is no object, or the first lines are not objects
     */
    JsonLinesSource(Path file, BufferedReader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        this.lines = new BoundedLines(file, reader);
        while (head.size() < HEAD) {
            Parsed parsed = parseNext(true);
            if (parsed == null) {
                break;
            }
            head.add(parsed);
        }
        if (head.isEmpty()) {
            throw new DataException(file + ": the file is empty; it needs a JSON object a line");
        }
        header = List.copyOf(index.keySet());
        if (header.isEmpty()) {
            throw new DataException(file + ": the JSON objects have no fields with values; give objects such as"
                    + " {\"host\": \"a\", \"cpu\": 0.5}");
        }
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public Line next() {
        Parsed parsed = head.isEmpty() ? TableFile.explained(file, () -> parseNext(false)) : head.poll();
        return parsed == null ? null : parsed.line(header.size());
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new DataException(file + ": closing failed: " + e.getMessage(), e);
        }
    }

    /**
     * Parses the next line; null at the end.
     *
     * @param grow whether fields that were not seen before become columns
     */
    private Parsed parseNext(boolean grow) throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        Parsed parsed = new Parsed(lines.number(), index.size());
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw fault(parsed, "is no JSON object; write one a line, such as {\"cpu\": 0.5}");
            }
            object(json, "", parsed, grow);
            if (json.nextToken() != null) {
                throw fault(parsed, "has something behind its JSON object; write one object a line");
            }
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at character " + e.getLocation().getColumnNr();
            throw new DataException(
                    "%s, line %d: broken JSON%s: %s; correct the line"
                            .formatted(file, parsed.number, where, Excerpt.line(e.getOriginalMessage())),
                    e);
        }
        return parsed;
    }

    private void object(JsonParser json, String prefix, Parsed into, boolean grow) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            String path = prefix.isEmpty() ? name : prefix + name;
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_OBJECT) {
                object(json, path + ".", into, grow);
            } else if (token == JsonToken.START_ARRAY) {
                json.skipChildren();
            } else {
                take(json, token, path, into, grow);
            }
        }
    }

    private void take(JsonParser json, JsonToken token, String path, Parsed into, boolean grow) throws IOException {
        Integer column = index.get(path);
        if (column == null) {
            if (!grow) {
                return;
            }
            column = index.size();
            index.put(path, column);
        }
        if (column >= into.cells.length) {
            into.cells = Arrays.copyOf(into.cells, Math.max(index.size(), 2 * into.cells.length));
        }
        if (into.cells[column] != null) {
            throw fault(into, "has the field '" + Excerpt.of(path) + "' twice; name each field once");
        }
        into.cells[column] = token == JsonToken.VALUE_NULL ? "" : json.getText();
        if (token == JsonToken.VALUE_STRING) {
            into.text.set(column);
        }
    }

    private DataException fault(Parsed parsed, String what) {
        return new DataException("%s, line %d: the line %s".formatted(file, parsed.number, what));
    }
}
