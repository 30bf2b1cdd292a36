// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes an {@link Observation} as the JSON that a {@link RecordParser} of the same options reads back. */
public final class RecordWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final FieldTree tree;
    private final TimeUnit unit;
    private final int width;

    /**
     * @param options where key and timestamp go; each is left out where it is not configured (Kafka carries it then)
     * @param features dotted paths in the order of {@link Observation#values}; shared prefixes become one object
     * @throws io.elbow.config.ConfigException where a path is named twice, or is both a value and an object
     */
    public RecordWriter(RecordOptions options, List<String> features) {
        this.tree = new FieldTree(options, features);
        this.unit = options.timestamp() == null ? null : options.timestamp().unit();
        this.width = features.size();
    }

    /**
     * UTF-8 JSON of one record; a NaN becomes null.
     *
     * @throws IllegalArgumentException where the observation has another number of values than there are features, or
     *     an infinite one
     */
    public byte[] write(Observation observation) {
        if (observation.values().length != width) {
            throw new IllegalArgumentException(
                    "the observation has " + observation.values().length + " values for " + width + " features");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 32 * width);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writeObject(json, tree.root(), observation);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the target is memory
        }
        return bytes.toByteArray();
    }

    private void writeObject(JsonGenerator json, FieldTree.Node branch, Observation observation) throws IOException {
        json.writeStartObject();
        for (var child : branch.children.entrySet()) {
            json.writeFieldName(child.getKey());
            FieldTree.Node node = child.getValue();
            switch (node.role) {
                case BRANCH -> writeObject(json, node, observation);
                case KEY -> json.writeString(observation.key());
                case TIMESTAMP -> writeTime(json, observation.timestampMillis());
                case FEATURE -> writeValue(json, node, observation.values()[node.feature]);
            }
        }
        json.writeEndObject();
    }

    private void writeTime(JsonGenerator json, long millis) throws IOException {
        if (unit == TimeUnit.ISO_8601) {
            json.writeString(EventTime.toIso(millis));
        } else {
            json.writeNumber(EventTime.toNumber(millis, unit));
        }
    }

    private static void writeValue(JsonGenerator json, FieldTree.Node feature, double value) throws IOException {
        if (Double.isNaN(value)) {
            json.writeNull();
        } else if (Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "feature '" + feature.path + "' is " + value + ": JSON has no such number");
        } else {
            json.writeNumber(value);
        }
    }
}
