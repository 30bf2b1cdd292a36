// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.scoring.TailCalibration;
import io.elbow.testing.RandomModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArtifactCodecTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadBack(Likelihood likelihood) {
        for (int samples : new int[] {0, 16}) {
            VaeSpec spec = RandomModels.spec(likelihood, 5, 3, samples);
            Map<String, Tensor> tensors = RandomModels.tensors(spec, 7);
            Manifest manifest = RandomModels.manifest(spec, tensors, 7);
            ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(ArtifactCodec.create(manifest, tensors)));
            assertThat(read.manifest()).usingRecursiveComparison().isEqualTo(manifest);
            assertThat(read.tensors().keySet())
                    .isEqualTo(VaeTensors.shapes(spec).keySet());
            read.tensors().forEach((name, tensor) -> {
                assertThat(tensor.shape()).containsExactly(tensors.get(name).shape());
                assertThat(tensor.values()).containsExactly(tensors.get(name).values());
            });
        }
    }

    @Test
    void theSameContentGivesTheSameBytes() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 1, 16);
        byte[] first = ArtifactCodec.encode(RandomModels.artifact(spec, 1));
        byte[] second = ArtifactCodec.encode(RandomModels.artifact(spec, 1));
        assertThat(second).isEqualTo(first);
        assertThat(ArtifactCodec.encode(ArtifactCodec.decode(first))).isEqualTo(first);
    }

    @Test
    void theModelIdIgnoresTheTimeAlone() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 16);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 1);
        Manifest manifest = RandomModels.manifest(spec, tensors, 1);
        String id = ArtifactCodec.create(manifest, tensors).modelId();
        assertThat(id).matches("[0-9a-f]{64}");

        Manifest later = RandomModels.withProvenance(manifest, RandomModels.provenance("2031-02-03T04:05:06.789Z"));
        assertThat(ArtifactCodec.create(later, tensors).modelId()).isEqualTo(id);
        assertThat(ArtifactCodec.create(RandomModels.withAlertRate(later, 2e-3), tensors)
                        .modelId())
                .isNotEqualTo(id);

        Map<String, Tensor> changed = new HashMap<>(tensors);
        float[] noise = tensors.get("noise").values().clone();
        noise[3] = Math.nextUp(noise[3]);
        changed.put("noise", new Tensor(tensors.get("noise").shape(), noise));
        assertThat(ArtifactCodec.create(manifest, changed).modelId()).isNotEqualTo(id);
    }

    @Test
    void theDeviceIsNamedWhereItWasNoCpu() {
        ModelArtifact artifact = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 3, 2, 4), 5);
        Manifest m = artifact.manifest();
        ModelArtifact onGpu = ArtifactCodec.create(
                RandomModels.withProvenance(m, m.provenance().withDevice("cuda")), artifact.tensors());
        Provenance read =
                ArtifactCodec.decode(ArtifactCodec.encode(onGpu)).manifest().provenance();
        assertThat(read.platform().device()).isEqualTo("cuda");
        assertThat(read.withParent("p").platform().device()).isEqualTo("cuda");
        assertThat(onGpu.modelId()).isNotEqualTo(artifact.modelId());
        assertThat(ManifestJson.write(m, artifact.modelId())).doesNotContain("device");
    }

    @Test
    void anotherTimeChangesTheFileButNotTheId() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 16);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 1);
        Manifest manifest = RandomModels.manifest(spec, tensors, 1);
        Manifest later = RandomModels.withProvenance(manifest, RandomModels.provenance("2031-02-03T04:05:06Z"));
        assertThat(ArtifactCodec.encode(ArtifactCodec.create(later, tensors)))
                .isNotEqualTo(ArtifactCodec.encode(ArtifactCodec.create(manifest, tensors)));
    }

    @Test
    void theFileIsSafetensorsWithAlignedNumbers() throws IOException {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN_RECORD, 3, 1, 16);
        byte[] file = ArtifactCodec.encode(RandomModels.artifact(spec, 2));
        long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(length % 8).isZero();
        JsonNode header = ManifestJson.MAPPER.readTree(file, 8, (int) length);
        assertThat(header.get("__metadata__").size()).isEqualTo(2);
        assertThat(header.get("calibration.at-or-above").get("dtype").textValue())
                .isEqualTo("I64");
        assertThat(header.get("calibration.scores").get("dtype").textValue()).isEqualTo("F64");
        JsonNode weight = header.get("encoder.0.weight");
        assertThat(weight.toString()).startsWith("{\"dtype\":\"F32\",\"shape\":[12,3],\"data_offsets\":[");
        for (JsonNode tensor : header) {
            if (tensor.has("dtype")) {
                int width = SafetensorsFile.width(tensor.get("dtype").textValue());
                assertThat(tensor.get("data_offsets").get(0).intValue() % width).isZero();
            }
        }
    }

    @Test
    void numbersKeepEveryBit() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 0);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 3);
        Manifest manifest = RandomModels.manifest(spec, tensors, 3);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 200; i++) {
            double rate = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(rate)) {
                String json = ManifestJson.write(RandomModels.withAlertRate(manifest, rate), "id");
                assertThat(tree(json).get("alertRate").doubleValue()).isEqualTo(rate);
            }
        }
    }

    @Test
    void longCalibrationsRoundTrip() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 0);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 3);
        Manifest manifest = RandomModels.manifest(spec, tensors, 3);
        double[] scores = new SplittableRandom(1).doubles(50_000).toArray();
        TailCalibration calibration = TailCalibration.fit(scores);
        Manifest changed = RandomModels.withCalibration(
                RandomModels.withFeatureNames(manifest, List.of("x", "\u00e4 \"y\"", "time")), calibration);
        TailCalibration read = ArtifactCodec.create(changed, tensors).manifest().calibration();
        assertThat(read).usingRecursiveComparison().isEqualTo(calibration);
        assertThat(read.threshold(1e-4)).isEqualTo(calibration.threshold(1e-4));
    }

    @Test
    void refusesToCreateWhatCannotBeRead() {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 0);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 3);
        Manifest manifest = RandomModels.manifest(spec, tensors, 3);
        assertThatThrownBy(() -> ArtifactCodec.create(RandomModels.withAlertRate(manifest, Double.NaN), tensors))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("alertRate is NaN");
        Map<String, Tensor> diverged = new HashMap<>(tensors);
        diverged.put("encoder.0.bias", Tensor.of(new float[] {0, Float.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 12));
        assertThatThrownBy(() -> ArtifactCodec.create(manifest, diverged))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("tensor encoder.0.bias[1] is NaN");
        Map<String, Tensor> partial = new HashMap<>(tensors);
        partial.remove("decoder.output.bias");
        assertThatThrownBy(() -> ArtifactCodec.create(manifest, partial))
                .hasMessageContaining("missing [decoder.output.bias], unexpected []");
    }

    @Test
    void refusesToEncodeAForeignModelId() {
        ModelArtifact artifact = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 0), 1);
        ModelArtifact renamed = new ModelArtifact("ab".repeat(32), artifact.manifest(), artifact.tensors());
        assertThatThrownBy(() -> ArtifactCodec.encode(renamed)).isInstanceOf(ArtifactException.class);
    }

    private static JsonNode tree(String json) {
        try {
            return ManifestJson.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
