// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.ModelsTopic;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the whole job on a real broker with keys at different levels, each standardised by its own statistics. The level
 * of one key shifts for good.
 */
@Tag("soak")
class PerKeyRefreshITCase extends BrokerTestBase {
    private static final double RATE = FittedModels.ALERT_RATE;
    private static final int KEYS = 10;
    private static final int SHIFTED = 3;
    private static final double LEVELS_APART = 10;
    private static final int TRAINING_MINUTES = 1_500;
    private static final int SHIFT_FROM = 200;
    private static final int ADAPT_AFTER_MINUTES = 6 * 60;
    private static final int LASTED = SHIFT_FROM + ADAPT_AFTER_MINUTES + 40;

    /**
     * Only this many minutes are judged: after that the key's statistics follow the shift, and its standardised records
     * match neither the old level nor the learned one.
     */
    private static final int JUDGED_MINUTES = 8 * 60;

    private final Random random = new Random(5);

    @Test
    void aKeysNewLevelIsLearnedOnceItLastedAndTheOtherKeysKeepTheirs() throws Exception {
        MetricsServer.reset();
        String name = "per-key-shift";
        ModelArtifact first = ThreeCauses.perKeyModel(name, KEYS, TRAINING_MINUTES, key -> LEVELS_APART * key);
        DetectorConfig config = config(name);
        RefreshStream stream = new RefreshStream(client, config, KEYS, this::values);
        try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
            stream.feed(LASTED);
            detector.awaitScores(stream.sent());
            List<ReadScore> before = detector.scores();
            assertThat(rate(before, SHIFTED, 0, SHIFT_FROM))
                    .as("before the shift")
                    .isLessThan(5 * RATE);
            assertThat(rate(before, SHIFTED, SHIFT_FROM, LASTED))
                    .as("of a level that the key's statistics do not follow by themselves")
                    .isGreaterThan(0.9);

            List<DetectorEvent> events = stream.refresh();
            assertThat(events)
                    .as("%s", events)
                    .extracting(DetectorEvent::event)
                    .containsExactly(DetectorEvent.FITTED, DetectorEvent.PUBLISHED, DetectorEvent.ACTIVATED);

            int learned = stream.minute();
            stream.feed(learned + JUDGED_MINUTES);
            detector.awaitScores(stream.sent());
            List<ReadScore> after = detector.scores();
            assertThat(rate(after, SHIFTED, learned, stream.minute()))
                    .as("of the level that was learned")
                    .isLessThan(0.2);
            List<Boolean> others = IntStream.range(0, KEYS)
                    .filter(key -> key != SHIFTED)
                    .boxed()
                    .flatMap(key -> RefreshStream.anomalies(after, key, learned, stream.minute()).stream())
                    .toList();
            assertThat(RefreshStream.rate(others)).as("the other keys").isLessThan(2 * RATE);
        }
        assertChampion(config, first);
    }

    private static double rate(List<ReadScore> scores, int key, int fromMinute, int untilMinute) {
        return RefreshStream.rate(RefreshStream.anomalies(scores, key, fromMinute, untilMinute));
    }

    private static DetectorConfig config(String name) {
        return RefreshStream.config(name, broker.bootstrapServers(), """
                features: {standardize: per-key}
                alerts: {rate: %s, cooldown: 5m}
                refresh: {min-samples: 1500, adapt-after: %dm, cpu-share: 1}
                """.formatted(RATE, ADAPT_AFTER_MINUTES));
    }

    private double[] values(int key, int minute) {
        double[] values = ThreeCauses.values(random, LEVELS_APART * key);
        boolean shifted = key == SHIFTED && minute >= SHIFT_FROM;
        for (int f = 0; f < 5; f++) {
            values[f] += shifted ? 3 * ThreeCauses.DEVIATION : 0;
        }
        return values;
    }

    private static void assertChampion(DetectorConfig config, ModelArtifact first) {
        ModelArtifact champion = ArtifactCodec.decode(
                new ModelsTopic(config).resolve().champion().orElseThrow().artifact());
        assertThat(champion.manifest().provenance().parentModelId()).isEqualTo(first.modelId());
        assertThat(champion.tensors()).isNotEqualTo(first.tensors());
        assertThat(champion.manifest().perKey())
                .as("what its parent knows of the keys")
                .usingRecursiveComparison()
                .isEqualTo(first.manifest().perKey());
    }
}
