// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The safetensors container: 8 bytes of header length, little-endian; a JSON header of names, types, shapes and
 * offsets; the tensors' bytes, little-endian, without gaps.
 *
 * <p>Nothing is allocated by a length that a file claims before the claim was checked against the file's own size.
 *
 * @param header the whole header
 * @param data the bytes behind it, shared with the file's
 */
record SafetensorsFile(JsonFields header, ByteBuffer data) {
    static final String METADATA = "__metadata__";
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final long MAX_HEADER_BYTES = 16L << 20;
    private static final int MAX_DIMENSIONS = 8;

    /**
     * One tensor.
     *
     * @param dtype {@code F32}, {@code F64} or {@code I64}
     * @param begin first byte in the data
     * @param end one behind the last
     */
    record Entry(String name, String dtype, long[] shape, long begin, long end) {}

    /** Widths of the types that this build reads and writes. */
    static int width(String dtype) {
        return switch (dtype) {
            case "F32" -> Float.BYTES;
            case "F64" -> Double.BYTES;
            case "I64" -> Long.BYTES;
            default -> 0;
        };
    }

    /** The tensor's bytes, little-endian, from its own position on. */
    ByteBuffer bytes(Entry entry) {
        return data.slice((int) entry.begin(), (int) (entry.end() - entry.begin()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes a file; the entries must lie in the data one behind the other, in their order. */
    static byte[] write(Map<String, String> metadata, List<Entry> entries, ByteBuffer data) {
        ObjectNode header = ManifestJson.MAPPER.createObjectNode();
        ObjectNode metadataNode = header.putObject(METADATA);
        metadata.forEach(metadataNode::put);
        for (Entry entry : entries) {
            ObjectNode node = header.putObject(entry.name());
            node.put("dtype", entry.dtype());
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(entry.shape()).forEach(shape::add);
            node.putArray("data_offsets").add(entry.begin()).add(entry.end());
        }
        byte[] json = ManifestJson.text(header).getBytes(StandardCharsets.UTF_8);
        // Spaces up to a multiple of eight, so that a reader may map the numbers as they lie in the file.
        int padded = (json.length + 7) / 8 * 8;
        if (padded > MAX_HEADER_BYTES) {
            throw new ArtifactException(
                    "header of " + padded + " bytes is over " + MAX_HEADER_BYTES + ": train with fewer features");
        }
        ByteBuffer file =
                ByteBuffer.allocate(LENGTH_BYTES + padded + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(padded).put(json);
        while (file.position() < LENGTH_BYTES + padded) {
            file.put((byte) ' ');
        }
        return file.put(data.duplicate()).array();
    }

    /** How many bytes of a file lie before its data. */
    static int dataStart(byte[] bytes) {
        return LENGTH_BYTES + (int) headerLength(bytes);
    }

    /** Parses the header; its tensors are looked at by {@link #entries}. */
    static SafetensorsFile parse(byte[] bytes) {
        int start = dataStart(bytes);
        JsonFields header = JsonFields.of(readHeader(bytes, start - LENGTH_BYTES), "header");
        return new SafetensorsFile(
                header, ByteBuffer.wrap(bytes, start, bytes.length - start).slice());
    }

    /** One string of the header's {@code __metadata__}. */
    String metadata(String name) {
        return header.object(METADATA).text(name);
    }

    /** The tensors by name, checked to fill the data exactly. */
    SortedMap<String, Entry> entries() {
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (String name : header.names()) {
            if (!name.equals(METADATA)) {
                entries.put(name, readEntry(name, header.object(name)));
            }
        }
        requireContiguous(entries);
        return entries;
    }

    private static long headerLength(byte[] bytes) {
        if (bytes.length < LENGTH_BYTES) {
            throw new ArtifactException("file has " + bytes.length + " bytes: too short for an artifact");
        }
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw new ArtifactException("header length is " + length + ", allowed are 0 to " + MAX_HEADER_BYTES
                    + ": this is no safetensors file");
        }
        if (length > bytes.length - LENGTH_BYTES) {
            throw new ArtifactException("header length is " + length + " but the file has only "
                    + (bytes.length - LENGTH_BYTES) + " bytes behind it: truncated");
        }
        return length;
    }

    private static JsonNode readHeader(byte[] bytes, int length) {
        try {
            return ManifestJson.MAPPER.readTree(bytes, LENGTH_BYTES, length);
        } catch (IOException e) {
            throw new ArtifactException("header is no JSON object without duplicate keys: " + firstLine(e), e);
        }
    }

    static String firstLine(Exception e) {
        return e.getMessage().lines().findFirst().orElse("");
    }

    private Entry readEntry(String name, JsonFields fields) {
        int dataLength = data.capacity();
        String dtype = fields.text("dtype");
        long[] shape = fields.wides("shape");
        long[] offsets = fields.wides("data_offsets");
        if (shape.length > MAX_DIMENSIONS) {
            throw new ArtifactException(
                    "tensor " + name + " has " + shape.length + " dimensions, allowed are " + MAX_DIMENSIONS);
        }
        int width = width(dtype);
        if (width == 0) {
            throw new ArtifactException("tensor " + name + " has dtype " + dtype + ", known are F32, F64 and I64");
        }
        if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataLength) {
            throw new ArtifactException("tensor " + name + " has data_offsets " + Arrays.toString(offsets)
                    + " but the data has " + dataLength + " bytes");
        }
        long left = (offsets[1] - offsets[0]) / width;
        if ((offsets[1] - offsets[0]) % width != 0 || !holds(shape, left)) {
            throw new ArtifactException("tensor " + name + " of dtype " + dtype + " and shape " + Arrays.toString(shape)
                    + " does not fill its data_offsets " + Arrays.toString(offsets));
        }
        return new Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    /** Whether the extents multiply up to the count; safe from overflow, since no product may pass the count. */
    private static boolean holds(long[] shape, long count) {
        long product = 1;
        for (long extent : shape) {
            if (extent < 1 || product > count / extent) {
                return false;
            }
            product *= extent;
        }
        return product == count;
    }

    private void requireContiguous(Map<String, Entry> entries) {
        List<Entry> byOffset = new ArrayList<>(entries.values());
        byOffset.sort(Comparator.comparingLong(Entry::begin));
        long position = 0;
        for (Entry entry : byOffset) {
            if (entry.begin() != position) {
                throw new ArtifactException("tensor " + entry.name() + " begins at " + entry.begin()
                        + " but the one before ends at " + position + ": overlap or gap");
            }
            position = entry.end();
        }
        if (position != data.capacity()) {
            throw new ArtifactException("tensors end at " + position + " but the data has " + data.capacity()
                    + " bytes: truncated or altered");
        }
    }
}
