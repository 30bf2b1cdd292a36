// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.scoring.TailCalibration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes of an artifact and back: a safetensors file with the manifest in {@code __metadata__}.
 *
 * <p>{@code __metadata__} holds two strings: {@code elbow}, the manifest's JSON text, and {@code sha256}, over the
 * whole file with these 64 digits replaced by zeros. The weights are F32 tensors, sorted by name; before them stand the
 * calibration's counts and scores, as I64 and F64, and the peaks that a budget counts from, as F64, where they are
 * aligned to 8 bytes. Each key's own statistics are F32 tensors too, sorted in among the weights.
 */
public final class ArtifactCodec {
    static final String MANIFEST = "elbow";
    static final String DIGEST = "sha256";
    static final String CALIBRATION_COUNTS = "calibration.at-or-above";
    static final String CALIBRATION_SCORES = "calibration.scores";

    /** F64, [rows, 3]: time, key and surprise of each; absent where there is none. */
    static final String PEAKS = "surprise.peaks";

    private static final double[] NONE = {};

    private ArtifactCodec() {}

    /**
     * Names the content: computes the model id of a manifest and its tensors.
     *
     * @throws ArtifactException where the result could not be read again, such as for a weight that is not finite
     */
    public static ModelArtifact create(Manifest manifest, Map<String, Tensor> tensors) {
        Content content = Content.of(manifest, tensors);
        String modelId = ContentDigest.modelId(ManifestJson.write(manifest, ""), content.entries, content.data);
        return decode(write(ManifestJson.write(manifest, modelId), content));
    }

    /**
     * The file's bytes; the same artifact always gives the same ones.
     *
     * @throws ArtifactException where the model id is not that of the content as this build writes it
     */
    public static byte[] encode(ModelArtifact artifact) {
        Content content = Content.of(artifact.manifest(), artifact.tensors());
        String text = ManifestJson.write(artifact.manifest(), artifact.modelId());
        String modelId = ContentDigest.modelId(text, content.entries, content.data);
        if (!modelId.equals(artifact.modelId())) {
            throw new ArtifactException("model id " + artifact.modelId() + " is not that of the content as this build"
                    + " writes it, " + modelId + ": the manifest was written by something else, train again");
        }
        return write(text, content);
    }

    /** The manifest as one JSON object, for people and scripts. */
    public static String manifestJson(ModelArtifact artifact) {
        return ManifestJson.write(artifact.manifest(), artifact.modelId());
    }

    /**
     * Reads and checks lengths, shapes, finiteness and digests.
     *
     * @throws ArtifactException with the reason
     */
    public static ModelArtifact decode(byte[] bytes) {
        return ArtifactReader.read(bytes);
    }

    private static byte[] write(String manifestText, Content content) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(MANIFEST, manifestText);
        metadata.put(DIGEST, ContentDigest.PLACEHOLDER);
        byte[] file = SafetensorsFile.write(metadata, content.entries, content.data);
        ContentDigest.seal(file);
        return file;
    }

    /** The tensors as bytes, in the order of the file. */
    private static final class Content {
        private final List<SafetensorsFile.Entry> entries = new ArrayList<>();
        private final ByteBuffer data;

        private Content(int size) {
            data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }

        static Content of(Manifest manifest, Map<String, Tensor> weights) {
            TailCalibration calibration = manifest.calibration();
            Map<String, Tensor> tensors = new TreeMap<>(weights);
            tensors.putAll(KeyTensors.of(manifest.perKey()));
            int kept = calibration.scores().length;
            double[] peaks = peaks(manifest);
            long size = 2L * Long.BYTES * kept + (long) Double.BYTES * peaks.length;
            for (Tensor tensor : tensors.values()) {
                size += (long) Float.BYTES * tensor.values().length;
            }
            if (size > Integer.MAX_VALUE / 2) {
                throw new ArtifactException(
                        "weights take " + size + " bytes, more than an artifact may: train with narrower layers");
            }
            Content content = new Content((int) size);
            for (long count : calibration.atOrAbove()) {
                content.data.putLong(count);
            }
            content.entry(CALIBRATION_COUNTS, "I64", kept);
            for (double score : calibration.scores()) {
                content.data.putDouble(score);
            }
            content.entry(CALIBRATION_SCORES, "F64", kept);
            if (peaks.length > 0) {
                for (double number : peaks) {
                    content.data.putDouble(number);
                }
                content.entry(PEAKS, "F64", peaks.length / 3, 3);
            }
            tensors.forEach(content::add);
            content.data.flip();
            return content;
        }

        private static double[] peaks(Manifest manifest) {
            return manifest.surprise() == null
                    ? NONE
                    : manifest.surprise().peaks().numbers();
        }

        private void add(String name, Tensor tensor) {
            for (float value : tensor.values()) {
                data.putFloat(value);
            }
            entry(name, "F32", Arrays.stream(tensor.shape()).asLongStream().toArray());
        }

        private void entry(String name, String dtype, long... shape) {
            long begin = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
            entries.add(new SafetensorsFile.Entry(name, dtype, shape, begin, data.position()));
        }
    }
}
