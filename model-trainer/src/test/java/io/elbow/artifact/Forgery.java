// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An artifact's file taken apart, altered and put together again with a digest that fits. */
final class Forgery {
    private final ObjectNode header;
    private final ObjectNode manifest;
    private byte[] data;
    private UnaryOperator<String> manifestText = UnaryOperator.identity();
    private UnaryOperator<String> headerText = UnaryOperator.identity();

    private Forgery(byte[] file) {
        int start = SafetensorsFile.dataStart(file);
        try {
            header = (ObjectNode) ManifestJson.MAPPER.readTree(file, Long.BYTES, start - Long.BYTES);
            manifest = (ObjectNode) ManifestJson.MAPPER.readTree(
                    header.get("__metadata__").get("elbow").textValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        data = Arrays.copyOfRange(file, start, file.length);
    }

    static Forgery of(ModelArtifact artifact) {
        return new Forgery(ArtifactCodec.encode(artifact));
    }

    Forgery header(Consumer<ObjectNode> change) {
        change.accept(header);
        return this;
    }

    Forgery tensor(String name, Consumer<ObjectNode> change) {
        change.accept((ObjectNode) header.get(name));
        return this;
    }

    Forgery manifest(Consumer<ObjectNode> change) {
        change.accept(manifest);
        return this;
    }

    Forgery data(Consumer<ByteBuffer> change) {
        change.accept(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
        return this;
    }

    Forgery dataLength(int length) {
        data = Arrays.copyOf(data, length);
        return this;
    }

    /** Alters the manifest's text at last, where no JSON tree could hold the change. */
    Forgery manifestText(UnaryOperator<String> change) {
        manifestText = change;
        return this;
    }

    /** Alters the header's text at last. */
    Forgery headerText(UnaryOperator<String> change) {
        headerText = change;
        return this;
    }

    int begin(String tensor) {
        return header.get(tensor).get("data_offsets").get(0).intValue();
    }

    /** With a file digest that fits and the model id of before. */
    byte[] bytes() {
        return assembled(manifestText.apply(ManifestJson.text(manifest)));
    }

    /** With a model id that fits as well, where the content is whole enough to have one. */
    byte[] signed() {
        String text = manifestText.apply(ManifestJson.text(manifest));
        byte[] unsigned = assembled(text);
        try {
            SafetensorsFile file = SafetensorsFile.parse(unsigned);
            List<SafetensorsFile.Entry> inOrder = new ArrayList<>(file.entries().values());
            inOrder.sort(Comparator.comparingLong(SafetensorsFile.Entry::begin));
            String modelId = ContentDigest.modelId(text, inOrder, file.data());
            return assembled(text.replaceFirst("\"modelId\":\"[^\"]*\"", "\"modelId\":\"" + modelId + "\""));
        } catch (ArtifactException e) {
            return unsigned;
        }
    }

    private byte[] assembled(String text) {
        if (header.get("__metadata__") instanceof ObjectNode metadata) {
            metadata.put("elbow", text);
        }
        return sealed(headerText.apply(ManifestJson.text(header)).getBytes(StandardCharsets.UTF_8), data);
    }

    /** A file of this header and this data, with a file digest that fits where the header has room for one. */
    static byte[] sealed(byte[] json, byte[] data) {
        byte[] file = ByteBuffer.allocate(Long.BYTES + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
        try {
            ContentDigest.seal(file);
        } catch (ArtifactException e) {
            // No single digest in it: that is for the reader to find.
        }
        return file;
    }
}
