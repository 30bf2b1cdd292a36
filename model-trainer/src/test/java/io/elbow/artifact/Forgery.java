// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** An artifact's file taken apart, altered and put together again with a digest that fits. */
final class Forgery {
    private final ObjectNode header;
    private final ObjectNode manifest;
    private byte[] data;

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

    int begin(String tensor) {
        return header.get(tensor).get("data_offsets").get(0).intValue();
    }

    byte[] bytes() {
        ((ObjectNode) header.get("__metadata__")).put("elbow", ManifestJson.text(manifest));
        byte[] json = ManifestJson.text(header).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        file.writeBytes(json);
        file.writeBytes(data);
        byte[] bytes = file.toByteArray();
        ContentDigest.seal(bytes);
        return bytes;
    }
}
