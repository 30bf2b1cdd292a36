// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.ModelsTopic;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands on the models topic under the detector's key, the job goes on with the model that it has. */
class HostileModelsTest {
    /** Room for the key, the headers and what Kafka adds. */
    private static final int JUST_UNDER_THE_LIMIT = ModelsTopic.MAX_MESSAGE_BYTES - 1024;

    private static final ModelArtifact FIRST = TestingModels.model(1, 1);
    private static final ModelArtifact SECOND = TestingModels.model(1, 2);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("nothing at all", new byte[0], "unreadable", "0 bytes"),
                Arguments.of("random bytes", random(2_000), "unreadable", "no safetensors file"),
                Arguments.of("16 MiB of random bytes", random(JUST_UNDER_THE_LIMIT), "unreadable", "no safetensors"),
                Arguments.of("16 MiB of nests", nests(JUST_UNDER_THE_LIMIT), "unreadable", "nesting depth"),
                Arguments.of("16 MiB of small parts", parts(JUST_UNDER_THE_LIMIT), "unreadable", "Token count"),
                Arguments.of("a truncated model", truncated(), "unreadable", "sha256"),
                Arguments.of("an altered weight", altered(), "unreadable", "altered or damaged"),
                Arguments.of("another version", versionSeven(), "unreadable", "altered or damaged"),
                Arguments.of("another detector", named("another"), "other-detector", "another"),
                Arguments.of("another detector by case", named("Testing"), "other-detector", "Testing"),
                Arguments.of("other features", features("cpu", "disk"), "other-features", "[cpu, disk]"),
                Arguments.of("fewer features", features("cpu"), "other-features", "[cpu]"),
                Arguments.of("weights that overflow", overflowing(), ModelTrial.CODE, "train again"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedCountedAndDeadLetteredAndTheModelStays(String what, byte[] message, String code, String saying)
            throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(FIRST)) {
            harness.normal("k", 1);
            harness.model(TestingModels.DETECTOR, message);
            harness.normal("k", 2);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .as(what)
                    .extracting(ScoredObservation::model)
                    .containsExactly(FIRST.modelId(), FIRST.modelId());
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", code))
                    .isEqualTo(1);
            assertThat(ScoreHarness.count("elbow.model.swaps")).isZero();
            assertThat(harness.deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertLetter(letter, message, code, saying));
            assertThat(harness.restored())
                    .singleElement()
                    .satisfies(restored -> assertThat(restored.artifact()).isEqualTo(ArtifactCodec.encode(FIRST)));
            assertThat(harness.scorers.made).as("no scorer for it").hasSize(1);
        }
    }

    @Test
    void afterManyOfThemAGoodModelStillTakesOver() throws Exception {
        SplittableRandom random = new SplittableRandom(20_260_101);
        byte[] good = ArtifactCodec.encode(SECOND);
        try (ScoreHarness harness = ScoreHarness.open(FIRST)) {
            for (int i = 0; i < 500; i++) {
                byte[] altered = good.clone();
                altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
                harness.model(TestingModels.DETECTOR, altered);
            }
            harness.champion(SECOND);
            harness.normal("k", 1);
            harness.flink.endInput1();
            assertThat(harness.scored()).extracting(ScoredObservation::model).containsExactly(SECOND.modelId());
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", "unreadable"))
                    .isEqualTo(500);
            assertThat(harness.deadLetters()).hasSize(500);
        }
    }

    @Test
    void aKeyOfAnotherFormIsNotThisDetectorsChampion() throws Exception {
        String name = TestingModels.DETECTOR;
        byte[] good = ArtifactCodec.encode(SECOND);
        try (ScoreHarness harness = ScoreHarness.open(FIRST)) {
            for (String key : new String[] {"", " " + name, name + " ", name + "/", name + "/x/y", name + "\0", "/"}) {
                harness.model(key, good);
                harness.model(key, new byte[] {1});
            }
            assertThat(harness.scorers.made).hasSize(1);
            assertThat(harness.deadLetters()).as("another's business").isEmpty();
            assertThat(harness.restored()).isEmpty();
        }
    }

    private static void assertLetter(RejectedRecord letter, byte[] message, String code, String saying) {
        assertThat(letter.reason()).isEqualTo(RejectedRecord.MODEL_REFUSED);
        assertThat(letter.errorClass()).isEqualTo(code);
        assertThat(letter.detail()).contains(saying).hasSizeLessThanOrEqualTo(1_100);
        assertThat(letter.originalLength()).isEqualTo(message.length);
        assertThat(letter.truncated()).isEqualTo(message.length > RejectedRecord.TRUNCATED_BYTES);
        assertThat(letter.rawValue())
                .isEqualTo(Arrays.copyOf(message, Math.min(message.length, RejectedRecord.TRUNCATED_BYTES)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }

    private static byte[] nests(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) '[');
        return withHeaderLength(bytes);
    }

    private static byte[] parts(int length) {
        byte[] bytes = new byte[length];
        for (int i = 8; i < length; i++) {
            bytes[i] = (byte) "{},".charAt(i % 3);
        }
        bytes[8] = '[';
        return withHeaderLength(bytes);
    }

    private static byte[] withHeaderLength(byte[] file) {
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(file.length - 8);
        return file;
    }

    private static byte[] truncated() {
        byte[] whole = ArtifactCodec.encode(SECOND);
        return Arrays.copyOf(whole, whole.length - 4);
    }

    private static byte[] altered() {
        byte[] whole = ArtifactCodec.encode(SECOND);
        whole[whole.length - 2] ^= 1;
        return whole;
    }

    private static byte[] versionSeven() {
        String text = new String(ArtifactCodec.encode(SECOND), StandardCharsets.ISO_8859_1);
        return text.replaceFirst("(formatVersion.{3})\\d", "$17").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] named(String detector) {
        return ArtifactCodec.encode(TestingModels.model(detector, TestingModels.FEATURES, 1, 1));
    }

    private static byte[] features(String... names) {
        return ArtifactCodec.encode(TestingModels.model(TestingModels.DETECTOR, List.of(names), 1, 1));
    }

    /** Signed as it should be, each weight finite. */
    private static byte[] overflowing() {
        Map<String, Tensor> tensors = new HashMap<>(SECOND.tensors());
        tensors.replaceAll((name, tensor) -> {
            float[] values = tensor.values().clone();
            Arrays.fill(values, Float.MAX_VALUE);
            return new Tensor(tensor.shape(), values);
        });
        return ArtifactCodec.encode(ArtifactCodec.create(SECOND.manifest(), tensors));
    }
}
