// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.testing.RandomModels;
import io.elbow.testing.TestSpecs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Artifacts made to cost much, or to be believed, by somebody who can sign them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CostlyArtifactTest {
    private static final int MANY = 100_000;
    private static final int HEADER_LIMIT = 16 << 20;
    private static final ModelArtifact ARTIFACT = RandomModels.artifact(
            TestSpecs.vae(2, 1, List.of(3), 2, Activation.TANH, Likelihood.GAUSSIAN_FEATURE, 0.1, 4), 1);

    private final ReadOutcomes outcomes = new ReadOutcomes();

    @Test
    void aHeaderLengthIsNotBelieved() {
        refused(claiming(Long.MIN_VALUE), "header length is -9223372036854775808");
        refused(claiming(1L << 30), "allowed are 0 to 16777216");
        refused(claiming(HEADER_LIMIT), "truncated");
        refused(claiming(0), "header is no JSON object");
    }

    @Test
    void aDeepNestIsNotFollowed() {
        refused(header("[".repeat(MANY)), "header is no JSON object", "nesting depth");
        refused(header("{\"a\":".repeat(MANY)), "nesting depth");
        refused(text(t -> "[".repeat(MANY)), "manifest is no JSON", "nesting depth");
        refused(text(t -> t.replace("\"floor\":", "\"deep\":" + "{\"a\":".repeat(MANY) + "1,\"floor\":")), "nesting");
    }

    @Test
    void aHeaderFullOfSmallPartsCostsNoMoreThanItsSize() {
        int length = HEADER_LIMIT - 100;
        refused(header("[" + "[],".repeat(length / 3) + "[]]"), "Token count");
        refused(header("[" + "{},".repeat(length / 3) + "{}]"), "Token count");
        refused(header("[" + "{\"a\":1},".repeat(length / 8) + "1]"), "Token count");
        refused(header(fields(length / 14)), "Token count");
        refused(header("{\"" + "n".repeat(length) + "\":1}"), "Name length");
        refused(header("{\"a\":" + "9".repeat(length) + "}"), "Number");
        refused(header("[" + "[],".repeat(900_000 / 3) + "[]]"), "Token count");
        refused(header("[" + "{},".repeat(200_000) + "{}]"), "header is no JSON object");
        refused(header(fields(200_000)), "header.__metadata__ is missing");
        refused(header(" ".repeat(HEADER_LIMIT)), "header is no JSON object");
        refused(header("{\"__metadata__\":{\"elbow\":\"" + "\\u00e9".repeat(length / 6) + "\"}}"), "sha256");
    }

    @Test
    void aManifestFullOfSmallPartsCostsNoMoreThanItsSize() {
        refused(text(t -> t.replace("\"floor\":", "\"more\":[" + "[],".repeat(2_000_000) + "1],\"floor\":")), "Token");
        refused(manifest(m -> fill(m.putArray("featureNames"), MANY, "f")), "manifest.featureNames must be 2");
        refused(manifest(m -> fill(spec(m).putArray("hidden"), 4 * MANY, null)), "400000 layers", "tensors");
        refused(
                manifest(m -> spec(m).put("posteriorSamples", 0).put("members", 2 * MANY)),
                "200000 members of 1 layers");
        refused(
                manifest(m -> fill(spec(m).put("members", 2).putArray("hidden"), 8, null)),
                "2 members of 8 layers but the file has only 14 tensors");
        refused(manifest(m -> spec(m).put("members", 0)), "members must be at least 1");
        refused(manifest(m -> m.put("detector", "d".repeat(4_000_000)).put("floor", "f".repeat(4_000_000))), "floor");
        refused(manifest(m -> spec(m).put("likelihood", "l\n".repeat(1_000_000))), "likelihood must be one of");
        refused(manifest(m -> m.putArray("baselines").add("b".repeat(1_000_000))), "baselines[0] must be a finite");
        refused(
                Forgery.of(ARTIFACT)
                        .manifest(m -> m.put("modelId", "i".repeat(1_000_000)))
                        .bytes(),
                "model id of the");
    }

    @Test
    void aWidthIsNotAllocatedBeforeItsTensorIsThere() {
        int most = Integer.MAX_VALUE;
        refused(manifest(m -> spec(m).putArray("hidden").add(most)), "must have shape");
        refused(manifest(m -> spec(m).put("latentDim", most)), "must have shape");
        refused(manifest(m -> spec(m).put("posteriorSamples", most - 1)), "tensor noise must have shape");
        refused(
                manifest(m -> spec(m).put("features", most).put("shingleLength", most)),
                "must be 2147483647 but are 2");
        refused(manifest(m -> spec(m).put("features", 65_536).put("shingleLength", 65_536)), "must be 65536 but are 2");
        refused(manifest(m -> spec(m).put("shingleLength", Integer.MIN_VALUE)), "shingle length must be at least 1");
        refused(manifest(m -> object(m, "calibration").put("count", Long.MAX_VALUE)), "calibration counts must end at");
    }

    @Test
    void aShapeWhoseProductOverflowsIsRefused() {
        refused(shaped(1L << 32, 1L << 32), "does not fill its data_offsets");
        refused(shaped((1L << 62) + 1, 4), "does not fill its data_offsets");
        refused(shaped(-3, -2), "does not fill its data_offsets");
        refused(shaped(0), "does not fill its data_offsets");
        refused(shaped(IntStream.range(0, MANY).mapToLong(i -> 1).toArray()), "has 100000 dimensions, allowed are 8");
    }

    @Test
    void tensorsInAnotherOrderOfTheFileAreRead() {
        // Where a header names them does not matter: they are found by their offsets.
        Forgery forgery = Forgery.of(ARTIFACT).header(h -> h.set("decoder.0.bias", h.remove("decoder.0.bias")));
        assertThat(outcomes.read(forgery.signed())).isEmpty();
    }

    @Test
    void aNameThatStandsTwiceIsRefusedWhereverItStands() {
        refused(text(t -> t.replace("\"floor\":", "\"floor\":1,\"floor\":")), "Duplicate field 'floor'");
        refused(
                Forgery.of(ARTIFACT)
                        .headerText(t -> t.replace("\"noise\":", "\"noise\":{},\"noise\":"))
                        .signed(),
                "Duplicate field 'noise'");
        refused(
                Forgery.of(ARTIFACT)
                        .headerText(t -> t.replace("\"noise\":{", "\"noise\":{\"sha256\":\"" + "0".repeat(64) + "\","))
                        .signed(),
                "no single \"sha256\"");
    }

    @Test
    void numbersThatNoDetectorCanWorkWithAreRefused() {
        refused(manifest(m -> m.put("alertRate", 0)), "manifest.alertRate must be in (0, 1] but was 0.0");
        refused(manifest(m -> m.put("alertRate", -1e308)), "manifest.alertRate must be in (0, 1]");
        refused(manifest(m -> m.put("alertRate", 1.5)), "manifest.alertRate must be in (0, 1]");
        refused(manifest(m -> m.putArray("featureNames").add("a").add(" ")), "must not be blank");
        refused(
                manifest(m -> object(m, "scaler").putArray("deviation").add(1).add(-1)),
                "deviation[1] must be positive");
        refused(manifest(m -> object(m, "scaler").putArray("deviation").add(1).add("NaN")), "a finite number");
        refused(text(t -> t.replaceFirst("\"floor\":[^,]*", "\"floor\":NaN")), "manifest is no JSON");
        refused(text(t -> t.replaceFirst("\"floor\":[^,]*", "\"floor\":1e999")), "floor must be a finite number");
    }

    @Test
    void weightsThatAreFiniteAndOverflowAllTheSameFailTheTrial() {
        Forgery forgery = Forgery.of(ARTIFACT);
        int begin = forgery.begin("encoder.mean.bias");
        assertThat(outcomes.read(
                        forgery.data(d -> d.putFloat(begin, Float.MAX_VALUE)).signed()))
                .hasValueSatisfying(fault -> assertThat(fault).contains("0.0 training deviations", "nats"));
        assertThat(outcomes.read(manifest(
                        m -> spec(m).put("likelihood", "gaussian-feature").put("sigma", 1e-200))))
                .isEmpty();
        assertThat(outcomes.counts()).containsKeys(ReadOutcomes.TRIAL, ReadOutcomes.READ);
    }

    @Test
    void calibrationScoresAtTheEndsOfTheNumbersGiveAThreshold() {
        Forgery forgery = Forgery.of(ARTIFACT);
        int first = forgery.begin(ArtifactCodec.CALIBRATION_SCORES);
        int last = forgery.begin("decoder.0.bias") - Double.BYTES;
        assertThat(outcomes.read(
                        forgery.data(d -> d.putDouble(first, Double.MAX_VALUE).putDouble(last, -Double.MAX_VALUE))
                                .manifest(m -> m.put("alertRate", 0.999))
                                .signed()))
                .isEmpty();
    }

    @Test
    void harmlessOdditiesAreRead() {
        assertThat(outcomes.read(manifest(m ->
                        object(m, "scaler").putArray("deviation").add(1e-320).add(1e308))))
                .isEmpty();
        assertThat(outcomes.read(manifest(m -> object(m, "summary").put("fitRows", Long.MIN_VALUE))))
                .isEmpty();
        assertThat(outcomes.read(manifest(m -> m.put("unknown", 1)))).isEmpty();
        assertThat(outcomes.read(text(t -> t.replace(",\"", " ,\n\"")))).isEmpty();
    }

    private void refused(byte[] file, String... saying) {
        assertThat(outcomes.read(file))
                .hasValueSatisfying(refusal -> assertThat(refusal).contains(saying));
        assertThat(outcomes.counts()).doesNotContainKeys(ReadOutcomes.READ, ReadOutcomes.TRIAL);
    }

    private static byte[] manifest(Consumer<ObjectNode> change) {
        return Forgery.of(ARTIFACT).manifest(change).signed();
    }

    private static byte[] text(java.util.function.UnaryOperator<String> change) {
        return Forgery.of(ARTIFACT).manifestText(change).signed();
    }

    private static byte[] shaped(long... extents) {
        return Forgery.of(ARTIFACT)
                .tensor("encoder.0.weight", t -> {
                    ArrayNode shape = t.putArray("shape");
                    for (long extent : extents) {
                        shape.add(extent);
                    }
                })
                .signed();
    }

    private static byte[] header(String json) {
        return Forgery.sealed(json.getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    private static byte[] claiming(long length) {
        byte[] file = Forgery.of(ARTIFACT).signed();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        return file;
    }

    private static String fields(int count) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            text.append("\"f").append(i).append("\":1,");
        }
        return text.append("\"last\":1}").toString();
    }

    /** Names that differ, or ones where there is no name. */
    private static void fill(ArrayNode array, int count, String name) {
        for (int i = 0; i < count; i++) {
            if (name == null) {
                array.add(1);
            } else {
                array.add(name + i);
            }
        }
    }

    private static ObjectNode spec(ObjectNode manifest) {
        return object(manifest, "spec");
    }

    private static ObjectNode object(ObjectNode parent, String name) {
        return (ObjectNode) parent.get(name);
    }
}
