// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScoreJsonTest {
    private static final ScoredObservation SCORED = new ScoredObservation(
            "machine-1-7",
            Instant.parse("2026-01-01T00:00:00.250Z").toEpochMilli(),
            57.2,
            31,
            49.8,
            7.4,
            0.5,
            true,
            false,
            new FeatureCost[0],
            "3f9a",
            "metrics",
            0,
            1,
            40.5,
            new String[0],
            false,
            Double.NaN,
            Double.NaN,
            false);

    @Test
    void aKeyThatWarmsUpIsSaidToDoSo() {
        ScoredObservation warming = new ScoredObservation(
                "k",
                0,
                1,
                2,
                1,
                0,
                0.5,
                false,
                false,
                new FeatureCost[0],
                "m",
                "t",
                0,
                1,
                1,
                null,
                true,
                Double.NaN,
                Double.NaN,
                false);
        assertThat(new String(ScoreJson.write(warming), StandardCharsets.UTF_8)).endsWith(",\"warming\":true}");
    }

    @Test
    void writesTheFieldsInTheirOrder() {
        assertThat(new String(ScoreJson.write(SCORED), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"key\":\"machine-1-7\",\"timestamp\":\"2026-01-01T00:00:00.250Z\",\"score\":57.2,"
                                + "\"reconstruction\":49.8,\"kl\":7.4,\"smoothed\":40.5,\"p_value\":0.5,\"anomaly\":true,\"model\":\"3f9a\"}");
    }

    @Test
    void underABudgetTheSurpriseIsWritten() {
        ScoredObservation surprising = SCORED.withSurprise(4.5, 3, false, true, false);
        assertThat(new String(ScoreJson.write(surprising), StandardCharsets.UTF_8))
                .contains(",\"p_value\":0.5,\"surprise\":4.5,\"anomaly\":true,");
        ScoredObservation restored = SCORED.withSurprise(0, 0, false, true, false);
        assertThat(new String(ScoreJson.write(restored), StandardCharsets.UTF_8))
                .as("state of an earlier release")
                .doesNotContain("\"surprise\"");
    }

    @Test
    void theMessageKeyIsTheStreamKey() {
        assertThat(ScoreJson.key(SCORED)).asString(StandardCharsets.UTF_8).isEqualTo("machine-1-7");
    }
}
