// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.elbow.scoring.TailCalibration;
import io.elbow.testing.RandomModels;
import io.elbow.testing.TestSpecs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DamagedArtifactTest {
    private static final ModelArtifact ARTIFACT = small();
    private static final byte[] FILE = ArtifactCodec.encode(ARTIFACT);

    @Test
    @Tag("soak")
    void everyAlteredByteIsFound() {
        assertThat(FILE.length).isLessThan(6_000);
        for (int i = 0; i < FILE.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] altered = FILE.clone();
                altered[i] ^= (byte) (1 << bit);
                requireRefused(altered, "byte " + i + " with bit " + bit + " turned");
            }
        }
    }

    @Test
    void everyTruncationIsFound() {
        for (int length = 0; length < FILE.length; length++) {
            requireRefused(Arrays.copyOf(FILE, length), "length " + length);
        }
        requireRefused(Arrays.copyOf(FILE, FILE.length + 1), "a byte too many");
    }

    @Test
    void aForgeryThatChangesNothingIsRead() {
        assertThat(ArtifactCodec.decode(Forgery.of(ARTIFACT).bytes()).modelId()).isEqualTo(ARTIFACT.modelId());
    }

    @Test
    void aLyingHeaderLengthIsRefused() {
        assertRefused(withHeaderLength(-1), "header length is -1");
        assertRefused(withHeaderLength(Long.MAX_VALUE), "header length is " + Long.MAX_VALUE);
        assertRefused(withHeaderLength((16L << 20) + 1), "allowed are 0 to 16777216");
        assertRefused(withHeaderLength(FILE.length - 7), "truncated");
        assertRefused(withHeaderLength(0), "header is no JSON object");
        assertRefused(new byte[7], "file has 7 bytes: too short for an artifact");
        assertRefused("row,score\n1,2\n and no model at all".getBytes(StandardCharsets.UTF_8), "no safetensors file");
    }

    @Test
    void aHeaderThatIsNoObjectOrNamesAKeyTwiceIsRefused() {
        assertRefused(withHeader("[1,2]"), "header is no JSON object");
        assertRefused(withHeader("{\"a\":1"), "header is no JSON object without duplicate keys");
        assertRefused(withHeader("{\"__metadata__\":{},\"__metadata__\":{}}"), "Duplicate field '__metadata__'");
        assertRefused(withHeader("{}{}"), "header is no JSON object without duplicate keys");
        assertRefused(withHeader("{}"), "header.__metadata__ is missing");
        assertRefused(withHeader("{\"__metadata__\":{\"format\":\"pt\"}}"), "header.__metadata__.elbow is missing");
    }

    @Test
    void anUnknownFormatVersionIsRefusedByName() {
        assertRefused(forged(m -> m.put("formatVersion", 7)), "artifact format version 7, this build reads 1 to 2");
        byte[] ofTheFuture = Forgery.of(ARTIFACT)
                .manifest(m -> m.removeAll().put("formatVersion", 3).put("weights", "elsewhere"))
                .header(h -> h.putObject("w").put("dtype", "BF16"))
                .bytes();
        assertRefused(ofTheFuture, "artifact format version 3, this build reads 1 to 2");
    }

    @Test
    void aManifestFieldThatIsMissingOrOfAnotherTypeIsNamed() {
        assertRefused(forged(m -> m.remove("floor")), "manifest.floor is missing");
        assertRefused(forged(m -> m.put("series", "yes")), "manifest.series must be true or false but was \"yes\"");
        assertRefused(
                forged(m -> object(m, "spec").put("latentDim", 1.5)), "manifest.spec.latentDim must be an integer");
        assertRefused(
                forged(m -> object(m, "spec").put("likelihood", "poisson")),
                "manifest.spec.likelihood must be one of [gaussian, gaussian-feature, gaussian-record, bernoulli] but was"
                        + " poisson");
        assertRefused(forged(m -> object(m, "spec").put("sigma", -1)), "manifest.spec: sigma must be positive");
        assertRefused(forged(m -> object(m, "fit").put("seed", "x")), "manifest.fit.seed must be an integer");
        assertRefused(
                forged(m -> object(m, "calibration").put("count", 99)), "manifest.calibration: calibration counts");
        assertRefused(
                forged(m -> object(object(m, "provenance"), "topicOffsets").put("first", 3)),
                "manifest.provenance.topicOffsets must have integers as names but has first");
    }

    @Test
    void aValueThatJacksonWouldBendIsNamedToo() {
        assertRefused(forged(m -> m.put("floor", "NaN")), "manifest.floor must be a finite number but was \"NaN\"");
        assertRefused(forged(m -> m.put("floor", "0.5")), "manifest.floor must be a finite number but was \"0.5\"");
        assertRefused(forged(m -> m.putNull("floor")), "manifest.floor must be a finite number but was null");
        assertRefused(
                forged(m -> object(m, "scaler").putArray("mean").add(1).addNull()),
                "manifest.scaler.mean[1] must be a finite number but was null");
        assertRefused(
                forged(m -> object(m, "spec").putArray("hidden").add(3.5)),
                "manifest.spec.hidden[0] must be an integer but was 3.5");
        assertRefused(forged(m -> object(m, "spec").put("hidden", "")), "manifest.spec.hidden must be an array");
        assertRefused(
                forged(m -> object(m, "spec").put("features", 1L << 40)),
                "manifest.spec.features must be an integer but was 1099511627776");
        assertRefused(forged(m -> object(m, "spec").put("bound", 0)), "manifest.spec.bound must be one of [elbo, ");
        assertRefused(forged(m -> m.put("detector", 5)), "manifest.detector must be a string or null but was 5");
        assertRefused(forged(m -> m.remove("detector")), "manifest.detector is missing");
        assertRefused(forged(m -> m.putArray("featureNames").addNull()), "manifest.featureNames[0] must be a string");
        assertRefused(forged(m -> m.put("spec", "")), "manifest.spec must be an object but was \"\"");
        assertRefused(forged(m -> m.put("series", 0)), "manifest.series must be true or false but was 0");
        assertRefused(
                forged(m -> m.put("verdictsOnSmoothed", true)),
                "manifest: verdicts cannot rest on an average without a half-life");
        assertRefused(
                forged(m -> object(object(m, "provenance"), "topicOffsets").put("3", "x")),
                "manifest.provenance.topicOffsets.3 must be an integer but was \"x\"");
    }

    @Test
    void aConditionThatCannotBeReadIsNamed() {
        assertRefused(conditions("{}"), "manifest.conditions.columns is missing");
        assertRefused(
                conditions("{\"columns\":[],\"calendar\":[\"noon\"],\"zone\":\"UTC\"}"),
                "manifest.conditions.calendar[0] must be one of [hour, weekday, month] but was noon");
        assertRefused(
                conditions("{\"columns\":[],\"calendar\":[],\"zone\":\"Mars/Base\"}"),
                "manifest.conditions.zone: zone Mars/Base is not known to this Java; update its time zone data");
        assertRefused(
                conditions("{\"columns\":[{\"name\":\"a\",\"kind\":\"text\"}],\"calendar\":[],\"zone\":\"UTC\"}"),
                "manifest.conditions.columns[0].kind must be one of [categorical, numeric] but was text");
        assertRefused(
                conditions("{\"columns\":[{\"name\":\"a\"}],\"calendar\":[],\"zone\":\"UTC\"}"),
                "manifest.conditions.columns[0].kind is missing");
        assertRefused(
                conditions("{\"columns\":[{\"name\":\"a\",\"kind\":\"categorical\",\"categories\":[\"x\"],"
                        + "\"counts\":[null]}],\"calendar\":[],\"zone\":\"UTC\"}"),
                "manifest.conditions.columns[0].counts[0] must be an integer but was null");
    }

    private static byte[] conditions(String json) {
        return forged(m -> m.putRawValue("conditions", new RawValue(json)));
    }

    @Test
    void lengthsThatDoNotFitTheSpecAreRefused() {
        assertRefused(forged(m -> m.putArray("featureNames").add("a")), "manifest.featureNames must be 2 but are 1");
        assertRefused(
                forged(m -> m.putArray("featureNames").add("a").add("a")),
                "distinct manifest.featureNames must be 2 but are 1");
        assertRefused(
                forged(m -> m.putArray("baselines").add(1).add(2).add(3)), "manifest.baselines must be 2 but are 3");
        assertRefused(
                forged(m -> object(m, "scaler").putArray("mean").add(1)),
                "manifest.scaler: as many means as deviations");
        assertRefused(
                forged(m -> {
                    object(m, "scaler").putArray("mean").add(1);
                    object(m, "scaler").putArray("deviation").add(1);
                }),
                "manifest.scaler.mean must be 2 but are 1");
        assertRefused(
                forged(m -> object(m, "scaler").putArray("deviation").add(1).add(0)),
                "manifest.scaler.deviation[1] must be positive");
        assertRefused(
                forged(m -> object(m, "spec").put("shingleLength", Integer.MAX_VALUE)),
                "manifest.baselines must be 4294967294 but are 2");
    }

    @Test
    void tensorsThatDoNotFitTheSpecAreRefused() {
        assertRefused(
                Forgery.of(ARTIFACT)
                        .header(h -> h.set("spare", h.remove("encoder.0.bias")))
                        .bytes(),
                "missing [encoder.0.bias], unexpected [spare]");
        assertRefused(
                Forgery.of(ARTIFACT)
                        .tensor(
                                "encoder.0.weight",
                                t -> t.putArray("shape").add(2).add(3))
                        .bytes(),
                "tensor encoder.0.weight must have shape [3, 2] but has [2, 3]");
        assertRefused(forged(m -> object(m, "spec").put("latentDim", 2)), "must have shape");
        assertRefused(
                Forgery.of(ARTIFACT)
                        .tensor(
                                "encoder.0.weight",
                                t -> t.put("dtype", "I64").putArray("shape").add(3))
                        .bytes(),
                "tensor encoder.0.weight must be F32 but is I64");
        assertRefused(
                Forgery.of(ARTIFACT)
                        .tensor("encoder.0.weight", t -> t.put("dtype", "F16"))
                        .bytes(),
                "has dtype F16, known are F32, F64 and I64");
        assertRefused(
                Forgery.of(ARTIFACT).header(h -> h.remove("calibration.scores")).bytes(), "overlap or gap");
    }

    @Test
    void offsetsThatLieAreRefused() {
        assertRefused(withOffsets("encoder.0.bias", 0, 12), "overlap or gap");
        assertRefused(withOffsets("encoder.0.bias", -12, 0), "has data_offsets [-12, 0]");
        assertRefused(withOffsets("encoder.0.bias", 12, 0), "has data_offsets [12, 0]");
        assertRefused(withOffsets("encoder.0.bias", 0, Long.MAX_VALUE), "but the data has");
        assertRefused(withOffsets("encoder.0.bias", 0, 8), "does not fill its data_offsets");
        assertRefused(
                Forgery.of(ARTIFACT)
                        .tensor(
                                "encoder.0.bias",
                                t -> t.putArray("shape").add(1L << 62).add(4))
                        .bytes(),
                "does not fill its data_offsets");
        int length = Forgery.of(ARTIFACT).begin("encoder.mean.weight");
        assertRefused(Forgery.of(ARTIFACT).dataLength(length).bytes(), "but the data has " + length + " bytes");
        assertRefused(Forgery.of(ARTIFACT).dataLength(5_000).bytes(), "but the data has 5000 bytes");
    }

    @Test
    void aWeightThatIsNotFiniteIsNamedWithItsPlace() {
        Forgery forgery = Forgery.of(ARTIFACT);
        int begin = forgery.begin("encoder.0.weight");
        assertRefused(
                forgery.data(d -> d.putFloat(begin + 4 * 4, Float.NaN)).bytes(), "tensor encoder.0.weight[4] is NaN");
        assertRefused(
                forgery.data(d -> d.putFloat(begin + 4 * 4, Float.NEGATIVE_INFINITY))
                        .bytes(),
                "tensor encoder.0.weight[4] is -Infinity");
    }

    @Test
    void aCalibrationThatMakesNoSenseIsRefused() {
        assertRefused(
                Forgery.of(ARTIFACT).data(d -> d.putDouble(24, Double.NaN)).bytes(), "calibration score 0 is NaN");
        assertRefused(Forgery.of(ARTIFACT).data(d -> d.putDouble(24, -1e9)).bytes(), "must fall but do not at 1");
        assertRefused(Forgery.of(ARTIFACT).data(d -> d.putLong(0, -5)).bytes(), "must rise but do not at 0");
    }

    @Test
    void aModelIdThatIsNotThatOfTheContentIsRefused() {
        assertRefused(forged(m -> m.put("modelId", "ab".repeat(32))), "but the manifest says abab");
        assertRefused(forged(m -> m.put("alertRate", 0.5)), "model id of the content is");
        assertRefused(Forgery.of(ARTIFACT).data(d -> d.putFloat(48, 0.125f)).bytes(), "model id of the content is");
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> ArtifactCodec.decode(file))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static void requireRefused(byte[] file, String what) {
        try {
            ArtifactCodec.decode(file);
        } catch (ArtifactException e) {
            return;
        }
        fail(what + " was not found");
    }

    private static byte[] forged(Consumer<ObjectNode> manifest) {
        return Forgery.of(ARTIFACT).manifest(manifest).bytes();
    }

    private static ObjectNode object(ObjectNode parent, String name) {
        return (ObjectNode) parent.get(name);
    }

    private static byte[] withOffsets(String tensor, long begin, long end) {
        return Forgery.of(ARTIFACT)
                .tensor(tensor, t -> t.putArray("data_offsets").add(begin).add(end))
                .bytes();
    }

    private static byte[] withHeaderLength(long length) {
        byte[] file = FILE.clone();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        return file;
    }

    private static byte[] withHeader(String json) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + header.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static ModelArtifact small() {
        VaeSpec spec = TestSpecs.vae(2, 1, List.of(3), 1, Activation.SILU, Likelihood.GAUSSIAN, 0.05, 0);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 1);
        Manifest manifest = RandomModels.withCalibration(
                RandomModels.manifest(spec, tensors, 1), TailCalibration.fit(new double[] {1, 2, 3}));
        return ArtifactCodec.create(manifest, tensors);
    }
}
