// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertJsonTest {
    private static final long NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private static Alert alert(double value, String topic) {
        return new Alert(
                "1f",
                "2e",
                Alert.OPEN,
                "server-metrics",
                "machine-1-7",
                NEW_YEAR,
                Alert.CRITICAL,
                57.2,
                31.0,
                3.1e-6,
                49.8,
                7.4,
                new FeatureCost[] {new FeatureCost("cpu", value, 0.21, 22.1, 21.7)},
                "3f9a",
                topic,
                0,
                4711,
                40.5,
                new String[0],
                false,
                0,
                0);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void writesTheFieldsInTheirOrder() {
        assertThat(text(AlertJson.write(alert(0.98, "metrics"))))
                .isEqualTo("{\"id\":\"1f\",\"incident\":\"2e\",\"status\":\"open\",\"detector\":\"server-metrics\","
                        + "\"key\":\"machine-1-7\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"severity\":\"critical\","
                        + "\"score\":57.2,\"threshold\":31.0,\"p_value\":0.0000031,\"reconstruction\":49.8,\"kl\":7.4,"
                        + "\"smoothed\":40.5,"
                        + "\"features\":[{\"name\":\"cpu\",\"value\":0.98,\"expected\":0.21,\"nats\":22.1,\"excess\":21.7}],"
                        + "\"model\":\"3f9a\",\"source\":{\"topic\":\"metrics\",\"partition\":0,\"offset\":4711}}");
    }

    @Test
    void aKeyThatWarmsUpIsSaidToDoSoAtTheEndAndReadBack() {
        Alert known = alert(1, "metrics");
        Alert warming = new Alert(
                known.id(),
                known.incident(),
                known.status(),
                known.detector(),
                known.key(),
                known.timestampMillis(),
                known.severity(),
                known.score(),
                known.threshold(),
                known.pValue(),
                known.reconstruction(),
                known.kl(),
                known.features(),
                known.model(),
                known.topic(),
                known.partition(),
                known.offset(),
                known.smoothed(),
                known.unseen(),
                true,
                0,
                0);
        assertThat(text(AlertJson.write(warming))).endsWith(",\"warming\":true}");
        assertThat(text(AlertJson.write(known))).doesNotContain("warming");
        assertThat(AlertJson.read(AlertJson.write(warming)).warming()).isTrue();
        assertThat(AlertJson.read(AlertJson.write(known)).warming()).isFalse();
    }

    @Test
    void aMissingValueIsNullAndSoIsTheSourceOfAMessageWithoutOne() {
        assertThat(text(AlertJson.write(alert(Double.NaN, null))))
                .contains("\"value\":null")
                .endsWith("\"source\":null}");
    }

    @Test
    void scoresCarryNineSignificantDigitsAndTheUsersValuesAllOfTheirs() {
        Alert precise = new Alert(
                "1f",
                "2e",
                Alert.OPEN,
                "d",
                "k",
                0,
                Alert.WARNING,
                1234.56789012345,
                -79.123456789012,
                1.23456789012e-12,
                1.0 / 3,
                0,
                new FeatureCost[] {new FeatureCost("bytes", 1_234_567_890_123.0, 2.0 / 3, 0, 0)},
                "m",
                null,
                0,
                0,
                1234.56789012345,
                new String[0],
                false,
                0,
                0);
        assertThat(text(AlertJson.write(precise)))
                .contains(
                        "\"score\":1234.56789,",
                        "\"threshold\":-79.1234568,",
                        "\"p_value\":1.23456789E-12,",
                        "\"reconstruction\":0.333333333,",
                        "\"value\":1.234567890123E12,",
                        "\"expected\":0.666666667,");
    }

    @Test
    void readsBackWhatItWrote() {
        Alert written = surprising();
        assertThat(AlertJson.read(AlertJson.write(written)))
                .usingRecursiveComparison()
                .isEqualTo(written);
        Alert bare = AlertJson.read(AlertJson.write(alert(Double.NaN, null)));
        assertThat(bare.topic()).isNull();
        assertThat(bare.features()[0].value()).isNaN();
    }

    private static Alert surprising() {
        Alert of = alert(0.98, "metrics");
        return new Alert(
                of.id(),
                of.incident(),
                of.status(),
                of.detector(),
                of.key(),
                of.timestampMillis(),
                of.severity(),
                of.score(),
                of.threshold(),
                of.pValue(),
                of.reconstruction(),
                of.kl(),
                of.features(),
                of.model(),
                of.topic(),
                of.partition(),
                of.offset(),
                of.smoothed(),
                new String[0],
                false,
                4.5,
                3.25);
    }

    @Test
    void underABudgetTheSurpriseIsWrittenWithWhatItHadToReach() {
        assertThat(text(AlertJson.write(surprising())))
                .contains("\"smoothed\":40.5,\"surprise\":4.5,\"surprise_threshold\":3.25,\"features\"");
        Alert without = AlertJson.read(AlertJson.write(alert(0.98, "metrics")));
        assertThat(without.hasSurprise()).isFalse();
        assertThat(without.surprise()).isZero();
    }

    @Test
    void readsOnWhereALaterVersionHasAddedFields() {
        String json = text(AlertJson.write(alert(1, "metrics"))).replace("\"kl\":", "\"new\":[1],\"kl\":");
        assertThat(AlertJson.read(json.getBytes(StandardCharsets.UTF_8)).kl()).isEqualTo(7.4);
    }

    @Test
    void refusesWhatIsNoJsonObject() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlertJson.read("[]".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("JSON object");
        assertThatIllegalArgumentException().isThrownBy(() -> AlertJson.read("{".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theMessageKeyIsTheStreamKey() {
        assertThat(text(AlertJson.key(alert(1, null)))).isEqualTo("machine-1-7");
    }
}
