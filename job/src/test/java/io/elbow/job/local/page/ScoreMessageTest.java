// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.ScoreJson;
import io.elbow.job.event.ScoredObservation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreMessageTest {
    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatTheJobWrites() {
        ScoredObservation scored = new ScoredObservation(
                "k\u00e9\"",
                1_234,
                4.5,
                9,
                4,
                0.5,
                0.25,
                true,
                false,
                new FeatureCost[0],
                "m",
                "t",
                1,
                2,
                3.5,
                new String[] {"city"},
                true,
                Double.NaN,
                Double.NaN,
                false);
        assertThat(ScoreMessage.read(ScoreJson.write(scored)))
                .isEqualTo(new ScoreMessage("k\u00e9\"", 1_234, 4.5, 3.5, 0.25, true, "m"));
    }

    @Test
    void fieldsOfALaterVersionAreIgnored() {
        ScoreMessage read = ScoreMessage.read(
                bytes(
                        "{\"new\":{\"score\":[1,{\"key\":2}]},\"key\":\"k\",\"timestamp\":\"1970-01-01T00:00:01Z\",\"score\":null}"));
        assertThat(read.key()).isEqualTo("k");
        assertThat(read.timestampMillis()).isEqualTo(1_000);
        assertThat(read.score()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{\"key\":\"k\"}",
                "{\"key\":\"k\",\"timestamp\":\"yesterday\"}",
                "{\"key\":",
                "nonsense"
            })
    void whatIsNoScoreIsRefused(String json) {
        assertThatThrownBy(() -> ScoreMessage.read(bytes(json))).isInstanceOf(IllegalArgumentException.class);
    }
}
