// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Alters an artifact at random and signs it again, so that only what lies deeper than the digests can object. */
final class ArtifactMutations {
    /** Kinds of alteration. */
    static final int KINDS = 8;

    /** Stands in a JSON tree for text that no tree can hold. */
    private static final String RAW = "@raw@";

    /** What a field's value is replaced with. */
    private static final List<String> VALUES = List.of(
            "0",
            "1",
            "-1",
            "2",
            "3",
            "0.3",
            "1.5",
            "1e-9",
            "1e-320",
            "1e38",
            "1e308",
            "-1e308",
            "1e400",
            "2147483646",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1" + "0".repeat(900),
            "1" + "0".repeat(2_000),
            "NaN",
            "-Infinity",
            "null",
            "true",
            "\"\"",
            "\"NaN\"",
            "\"relu\"",
            "\"pca\"",
            "\"empirical\"",
            "\"F64\"",
            "\"a\\u0000\\n\\ud800\"",
            "\"" + "x".repeat(5_000) + "\"",
            "[]",
            "{}",
            "[1]",
            "[1,2,3]",
            "[2147483647,2147483647]",
            "[4611686018427387904,4]",
            "[1e308,-1e308]",
            "[\"a\",\"a\"]",
            "{\"0\":-1}",
            "[".repeat(10) + "]".repeat(10),
            "[".repeat(2_000) + "]".repeat(2_000));

    /** What is put into JSON text at random places. */
    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\\\", "\\u0000", "null", "-", "9", "e9", " ", "\n", "é");

    private static final float[] FLOATS = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_VALUE,
        -0.0f,
        1e10f,
        1e-30f
    };

    private final SplittableRandom random;

    ArtifactMutations(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next altered file of an artifact. */
    byte[] next(ModelArtifact artifact, int kind) {
        Forgery forgery = Forgery.of(artifact);
        String value = any(VALUES);
        return switch (kind) {
            case 0 -> replaced(forgery, value).signed();
            case 1 -> forgery.manifest(this::otherFields).signed();
            case 2 ->
                forgery.header(h -> oneTensor(h).set(tensorField(), TextNode.valueOf(RAW)))
                        .headerText(text -> raw(text, value))
                        .signed();
            case 3 -> forgery.header(this::otherTensors).signed();
            case 4 -> forgery.data(this::otherNumbers).signed();
            case 5 -> forgery.headerText(this::spliced).signed();
            case 6 -> forgery.manifestText(this::spliced).signed();
            default -> otherLengths(forgery);
        };
    }

    private Forgery replaced(Forgery forgery, String value) {
        return forgery.manifest(m -> {
                    ObjectNode parent = anyObject(m);
                    String field = any(names(parent));
                    if (parent.get(field) instanceof ArrayNode array && !array.isEmpty() && random.nextBoolean()) {
                        array.set(random.nextInt(array.size()), TextNode.valueOf(RAW));
                    } else {
                        parent.set(field, TextNode.valueOf(RAW));
                    }
                })
                .manifestText(text -> raw(text, value));
    }

    private static String raw(String text, String value) {
        return text.replace("\"" + RAW + "\"", value);
    }

    /** Fields that are missing, doubled, renamed, moved or unknown; lists that are longer or shorter. */
    private void otherFields(ObjectNode manifest) {
        ObjectNode parent = anyObject(manifest);
        String field = any(names(parent));
        JsonNode value = parent.get(field);
        switch (random.nextInt(5)) {
            case 0 -> parent.remove(field);
            case 1 -> parent.set("unknown", parent.remove(field));
            case 2 -> parent.set("unknown", value.deepCopy());
            case 3 -> anyObject(manifest).set(field, value.deepCopy());
            default -> {
                if (value instanceof ArrayNode array && !array.isEmpty()) {
                    if (random.nextBoolean()) {
                        array.add(array.get(0));
                    } else {
                        array.remove(0);
                    }
                } else {
                    parent.set(field, parent.get(any(names(parent))).deepCopy());
                }
            }
        }
    }

    /** Tensors that are missing, renamed, doubled or that lie in each other's place. */
    private void otherTensors(ObjectNode header) {
        String name = any(tensors(header));
        String other = any(tensors(header));
        switch (random.nextInt(5)) {
            case 0 -> header.remove(name);
            case 1 -> header.set(name + "x", header.remove(name));
            case 2 -> header.set(name + "x", header.get(name).deepCopy());
            case 3 -> tensor(header, name).setAll(tensor(header, other));
            default -> {
                ArrayNode offsets = (ArrayNode) header.get(name).get("data_offsets");
                int which = random.nextInt(2);
                offsets.set(which, offsets.get(which).longValue() + random.nextInt(-16, 17));
            }
        }
    }

    private static ObjectNode tensor(ObjectNode header, String tensor) {
        return (ObjectNode) header.get(tensor);
    }

    /** Weights that are not finite or out of proportion; calibration counts and scores of any order. */
    private void otherNumbers(ByteBuffer data) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            float value = FLOATS[random.nextInt(FLOATS.length)];
            switch (random.nextInt(4)) {
                case 0 -> data.putDouble(random.nextInt(data.limit() / 8) * 8, value);
                case 1 -> data.putLong(random.nextInt(data.limit() / 8) * 8, random.nextLong());
                case 2 -> data.putFloat(random.nextInt(data.limit() / 4) * 4, random.nextFloat(-4, 4));
                default -> data.putFloat(random.nextInt(data.limit() / 4) * 4, value);
            }
        }
    }

    private String spliced(String text) {
        StringBuilder spliced = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(spliced.length());
            if (random.nextBoolean()) {
                spliced.insert(at, any(PIECES));
            } else {
                spliced.delete(at, Math.min(spliced.length(), at + 1 + random.nextInt(8)));
            }
        }
        return spliced.toString();
    }

    /** A file that is shorter or longer than it says, or says so. */
    private byte[] otherLengths(Forgery forgery) {
        byte[] file = forgery.signed();
        int length = random.nextInt(file.length + 64);
        switch (random.nextInt(3)) {
            case 0 -> file = Arrays.copyOf(file, length);
            case 1 -> ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(random.nextLong() >> length % 64);
            default -> ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        }
        try {
            ContentDigest.seal(file);
        } catch (ArtifactException e) {
            // No single digest in what is left: that is for the reader to find.
        }
        return file;
    }

    private ObjectNode oneTensor(ObjectNode header) {
        return (ObjectNode) header.get(any(tensors(header)));
    }

    private String tensorField() {
        return any(List.of("dtype", "shape", "data_offsets"));
    }

    private static List<String> tensors(ObjectNode header) {
        List<String> names = names(header);
        names.remove("__metadata__");
        return names;
    }

    /** The object itself or one in it that is not empty. */
    private ObjectNode anyObject(ObjectNode object) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(object, objects);
        return any(objects);
    }

    private static void collect(ObjectNode object, List<ObjectNode> objects) {
        if (!object.isEmpty()) {
            objects.add(object);
        }
        object.forEach(value -> {
            if (value instanceof ObjectNode child) {
                collect(child, objects);
            }
        });
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
