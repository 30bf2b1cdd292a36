// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ShingleOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ModelSwitchTest {
    private static final ScoreSettings SETTINGS = new ScoreSettings(
            TestingModels.DETECTOR,
            TestingModels.FEATURES,
            null,
            new ShingleOptions(1, 1, null, Duration.ofDays(7)),
            new ScoreOptions(0, ScoreOptions.ScorerChoice.AUTO, 1, Duration.ofMillis(1)),
            "metrics-models");

    @Test
    void aRestoredModelOfAnotherFormatIsRefusedByName() throws Exception {
        byte[] newer = ofFormat(9, ArtifactCodec.encode(TestingModels.model(1, 1)));

        assertThatThrownBy(() -> new ModelSwitch(SETTINGS, new TestingScorers(), newer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "the state 'model' of operator 'score'", "format version 9", "with the release that wrote it");
    }

    /** With the digest that such a file would have: over itself with zeros in the digest's place. */
    private static byte[] ofFormat(int version, byte[] artifact) throws Exception {
        String blank = new String(artifact, StandardCharsets.ISO_8859_1)
                .replaceFirst("(formatVersion[^:]*:)\\d", "$1" + version)
                .replaceFirst("(\"sha256\":\")[0-9a-f]{64}", "$1" + "0".repeat(64));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(blank.getBytes(StandardCharsets.ISO_8859_1));
        return blank.replaceFirst("(\"sha256\":\")0{64}", "$1" + HexFormat.of().formatHex(digest))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
