// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.job.event.AlertJson;
import io.elbow.job.event.ScoreJson;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records whose normal depends on a condition, in a running operator. */
class ScoreOperatorConditionTest {
    private final ModelArtifact first = TestingModels.conditional("kind", "zone");

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void aConditionThatIsMissingOrNewIsNamedAndTheRecordIsScored() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.record("k", 1, 1, 0, "a", "b");
            harness.record("k", 2, 2, 0, "c", "b");
            harness.record("k", 3, 3, 0, null, "d");
            harness.flink.endInput1();
            assertThat(harness.scored()).extracting(ScoredObservation::score).containsExactly(1.0, 4.0, 9.0);
            assertThat(harness.scored())
                    .extracting(ScoredObservation::unseen)
                    .containsExactly(new String[0], new String[] {"kind"}, new String[] {"kind", "zone"});
            assertThat(json(harness.scored().get(0))).doesNotContain("unseen");
            assertThat(json(harness.scored().get(2))).endsWith(",\"unseen\":[\"kind\",\"zone\"]}");
        }
    }

    private static String json(ScoredObservation scored) {
        return new String(ScoreJson.write(scored), StandardCharsets.UTF_8);
    }

    @Test
    void aModelOfFewerConditionsTakesOverAndOneOfOthersIsRefused() throws Exception {
        ModelArtifact fewer = TestingModels.conditional("zone");
        ModelArtifact none = TestingModels.model(1, 1);
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.champion(TestingModels.conditional("kind", "rack"));
            assertThat(harness.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.errorClass()).isEqualTo("other-conditions");
                assertThat(letter.detail()).contains("[kind, rack]", "[kind, zone]");
            });
            harness.champion(fewer);
            harness.record("k", 1, 1, 0, "c", "b");
            harness.record("k", 2, 1, 0, "a", "d");
            harness.champion(none);
            harness.record("k", 3, 1, 0, "c", "d");
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .extracting(ScoredObservation::model)
                    .containsExactly(fewer.modelId(), fewer.modelId(), none.modelId());
            assertThat(harness.scored())
                    .extracting(ScoredObservation::unseen)
                    .containsExactly(new String[0], new String[] {"zone"}, new String[0]);
        }
    }

    @Test
    void theAlertOfAnUnseenConditionNamesIt() {
        io.elbow.job.event.Alert alert =
                AlertJson.read(("{\"id\":\"1\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"unseen\":[\"kind\"]}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(alert.unseen()).containsExactly("kind");
        String written = new String(AlertJson.write(alert), StandardCharsets.UTF_8);
        assertThat(written).endsWith(",\"unseen\":[\"kind\"]}");
    }
}
