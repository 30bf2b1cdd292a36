// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.artifact.SafetensorsFile.Entry;
import io.elbow.features.KeyShift;
import io.elbow.features.PerKeyFit;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Reads an artifact's bytes, trusting none of them: container, digest, version, manifest, tensors, model id. */
final class ArtifactReader {
    private final SafetensorsFile file;
    private final String manifestText;
    private final ObjectNode root;

    private ArtifactReader(SafetensorsFile file, String manifestText, ObjectNode root) {
        this.file = file;
        this.manifestText = manifestText;
        this.root = root;
    }

    static ModelArtifact read(byte[] bytes) {
        SafetensorsFile file = SafetensorsFile.parse(bytes);
        String manifestText = file.metadata(ArtifactCodec.MANIFEST);
        ContentDigest.verify(bytes, file.metadata(ArtifactCodec.DIGEST));
        ObjectNode root = manifestTree(manifestText);
        return new ArtifactReader(file, manifestText, root).artifact();
    }

    /** The manifest's tree, of a version that is known. */
    private static ObjectNode manifestTree(String text) {
        JsonFields manifest;
        try {
            manifest = JsonFields.of(ManifestJson.MAPPER.readTree(text), "manifest");
        } catch (JsonProcessingException e) {
            throw new ArtifactException("manifest is no JSON: " + SafetensorsFile.firstLine(e), e);
        }
        long version = manifest.wide(ManifestJson.VERSION);
        if (version < Manifest.OLDEST_VERSION || version > Manifest.FORMAT_VERSION) {
            throw new ArtifactException("artifact format version " + version + ", this build reads "
                    + Manifest.OLDEST_VERSION + " to " + Manifest.FORMAT_VERSION);
        }
        return (ObjectNode) manifest.node();
    }

    private ModelArtifact artifact() {
        SortedMap<String, Entry> entries = file.entries();
        Manifest manifest = manifest(entries);
        requireLengths(manifest);
        requireTensors(manifest, entries);
        Map<String, Tensor> tensors = new HashMap<>();
        for (String name : VaeTensors.shapes(manifest.spec()).keySet()) {
            tensors.put(name, weights(entries.get(name)));
        }
        return new ModelArtifact(modelId(entries), manifest, tensors);
    }

    private Manifest manifest(Map<String, Entry> entries) {
        Entry counts = calibrationTensor(entries, ArtifactCodec.CALIBRATION_COUNTS, "I64");
        Entry scores = calibrationTensor(entries, ArtifactCodec.CALIBRATION_SCORES, "F64");
        if (!Arrays.equals(counts.shape(), scores.shape())) {
            throw new ArtifactException("tensor " + counts.name() + " has shape " + Arrays.toString(counts.shape())
                    + " but " + scores.name() + " has " + Arrays.toString(scores.shape()));
        }
        long[] atOrAbove = new long[(int) counts.shape()[0]];
        file.bytes(counts).asLongBuffer().get(atOrAbove);
        double[] values = new double[(int) scores.shape()[0]];
        file.bytes(scores).asDoubleBuffer().get(values);
        KeyTensors keys = new KeyTensors((name, shape) -> keyTensor(entries, name, shape));
        return ManifestJson.read(root, new TensorParts(values, atOrAbove, keys, peaks(entries)));
    }

    private double[] peaks(Map<String, Entry> entries) {
        Entry entry = entries.get(ArtifactCodec.PEAKS);
        if (entry == null) {
            return new double[0];
        }
        boolean rows = entry.dtype().equals("F64") && entry.shape().length == 2 && entry.shape()[1] == 3;
        if (!rows) {
            throw new ArtifactException("tensor " + entry.name() + " must be F64 with shape [rows, 3] but is "
                    + entry.dtype() + " " + Arrays.toString(entry.shape()));
        }
        DoubleBuffer buffer = file.bytes(entry).asDoubleBuffer();
        double[] numbers = new double[buffer.remaining()];
        buffer.get(numbers);
        return numbers;
    }

    private float[] keyTensor(Map<String, Entry> entries, String name, int[] shape) {
        Entry entry = entries.get(name);
        if (entry == null && name.equals(KeyTensors.SPREAD)) {
            return null;
        }
        if (entry == null) {
            throw new ArtifactException("tensor " + name + " is missing");
        }
        // How many features there are is held against the spec once that is read.
        boolean anyLength = shape[0] < 0 && entry.shape().length == 1;
        requireShape(entry, anyLength ? new int[] {(int) entry.shape()[0]} : shape);
        return weights(entry).values();
    }

    private static Entry calibrationTensor(Map<String, Entry> entries, String name, String dtype) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new ArtifactException("tensor " + name + " is missing");
        }
        if (!entry.dtype().equals(dtype) || entry.shape().length != 1) {
            throw new ArtifactException("tensor " + name + " must be " + dtype + " with 1 dimension but is "
                    + entry.dtype() + " " + Arrays.toString(entry.shape()));
        }
        return entry;
    }

    private static void requireLengths(Manifest manifest) {
        VaeSpec spec = manifest.spec();
        long inputs = (long) spec.features() * spec.shingleLength();
        requireLength("manifest.featureNames", manifest.featureNames().size(), spec.features());
        requireLength("manifest.scaler.mean", manifest.scaler().mean().length, spec.features());
        requireLength("manifest.scaler.deviation", manifest.scaler().deviation().length, spec.features());
        requireLength("manifest.baselines", manifest.baselines().length, inputs);
        requireLength("manifest.conditions: numbers", manifest.conditions().dim(), spec.conditionDim());
        PerKeyFit perKey = manifest.perKey();
        requireLength(
                "tensor keys.within: numbers", perKey == null ? spec.features() : perKey.features(), spec.features());
        for (KeyShift shift : manifest.shifts()) {
            requireLength("manifest.shifts: features of " + shift.key(), shift.level().length, spec.features());
        }
        Set<String> names = new HashSet<>(manifest.featureNames());
        requireLength("distinct manifest.featureNames", names.size(), spec.features());
        if (names.stream().anyMatch(String::isBlank)) {
            throw new ArtifactException("manifest.featureNames must not be blank but one is");
        }
        if (!(manifest.alertRate() > 0 && manifest.alertRate() <= 1)) {
            throw new ArtifactException("manifest.alertRate must be in (0, 1] but was " + manifest.alertRate());
        }
        for (int f = 0; f < spec.features(); f++) {
            if (!(manifest.scaler().deviation()[f] > 0)) {
                throw new ArtifactException("manifest.scaler.deviation[" + f + "] must be positive but is "
                        + manifest.scaler().deviation()[f]);
            }
        }
    }

    private static void requireLength(String what, long length, long expected) {
        if (length != expected) {
            throw new ArtifactException(what + " must be " + expected + " but are " + length);
        }
    }

    private static void requireTensors(Manifest manifest, Map<String, Entry> entries) {
        VaeSpec spec = manifest.spec();
        // A list of layers takes two bytes a layer in the file, a number of members none; the map of all their tensors
        // takes
        // hundreds for each layer of each.
        if ((long) spec.members() * Math.max(1, spec.hidden().size()) > entries.size()) {
            throw new ArtifactException("manifest.spec names " + spec.members() + " members of "
                    + spec.hidden().size() + " layers but the file has only " + entries.size() + " tensors");
        }
        Map<String, int[]> shapes = VaeTensors.shapes(spec);
        Set<String> missing = new HashSet<>(shapes.keySet());
        missing.removeAll(entries.keySet());
        Set<String> unexpected = new HashSet<>(entries.keySet());
        unexpected.removeAll(shapes.keySet());
        unexpected.removeAll(Set.of(ArtifactCodec.CALIBRATION_COUNTS, ArtifactCodec.CALIBRATION_SCORES));
        unexpected.removeAll(KeyTensors.names(manifest.perKey()));
        if (manifest.surprise() != null) {
            unexpected.remove(ArtifactCodec.PEAKS);
        }
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new ArtifactException("tensors do not fit the manifest's spec: missing " + sorted(missing)
                    + ", unexpected " + sorted(unexpected));
        }
        shapes.forEach((name, shape) -> requireShape(entries.get(name), shape));
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static void requireShape(Entry entry, int[] shape) {
        if (!entry.dtype().equals("F32")) {
            throw new ArtifactException("tensor " + entry.name() + " must be F32 but is " + entry.dtype());
        }
        if (!Arrays.equals(entry.shape(), Arrays.stream(shape).asLongStream().toArray())) {
            throw new ArtifactException("tensor " + entry.name() + " must have shape " + Arrays.toString(shape)
                    + " but has " + Arrays.toString(entry.shape()));
        }
    }

    private Tensor weights(Entry entry) {
        FloatBuffer buffer = file.bytes(entry).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ArtifactException(
                        "tensor " + entry.name() + "[" + i + "] is " + values[i] + ": the fit diverged, train again");
            }
        }
        return new Tensor(
                Arrays.stream(entry.shape()).mapToInt(Math::toIntExact).toArray(), values);
    }

    private String modelId(Map<String, Entry> entries) {
        String claimed = JsonFields.of(root, "manifest").text(ManifestJson.MODEL_ID);
        List<Entry> inOrder = new ArrayList<>(entries.values());
        inOrder.sort(Comparator.comparingLong(Entry::begin));
        String found = ContentDigest.modelId(manifestText, inOrder, file.data());
        if (!found.equals(claimed)) {
            throw new ArtifactException("model id of the content is " + found + " but the manifest says " + claimed);
        }
        return found;
    }
}
