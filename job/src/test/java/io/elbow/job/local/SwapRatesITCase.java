// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.metrics.MetricsServer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Checks the promised rate across a model swap: the whole job on a real broker, with a stream that does not change and
 * one refresh.
 */
@Tag("soak")
class SwapRatesITCase extends BrokerTestBase {
    private static final double RATE = FittedModels.ALERT_RATE;
    private static final int KEYS = 200;
    private static final int MINUTES_EACH_SIDE = 500;
    private static final int TRAINING_ROWS = 110_000;
    private static final int CALIBRATED_ON = 20_000;
    private static final double MOST_APART = 1.3;

    @Test
    void theRatesBeforeAndAfterARefreshOfAStationaryStreamAreAlike() throws Exception {
        MetricsServer.reset();
        String name = "stationary";
        ModelArtifact first = ThreeCauses.model(name, TRAINING_ROWS);
        assertThat(first.manifest().calibration().count()).isGreaterThanOrEqualTo(CALIBRATED_ON);
        DetectorConfig config = config(name);
        Random random = new Random(11);
        RefreshStream stream = new RefreshStream(client, config, KEYS, (key, minute) -> ThreeCauses.values(random));
        try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
            stream.feed(MINUTES_EACH_SIDE);
            detector.awaitScores(KEYS * MINUTES_EACH_SIDE);
            List<DetectorEvent> events = stream.refresh();
            assertThat(events)
                    .as("%s", events)
                    .extracting(DetectorEvent::event)
                    .containsExactly(DetectorEvent.FITTED, DetectorEvent.PUBLISHED, DetectorEvent.ACTIVATED);
            assertThat(events.get(0).figures().get("calibration_rows")).isGreaterThanOrEqualTo(CALIBRATED_ON);

            stream.feed(2 * MINUTES_EACH_SIDE);
            detector.awaitScores(2 * KEYS * MINUTES_EACH_SIDE);
            double before = rate(detector, first.modelId());
            double after = rate(detector, events.get(0).model());
            assertThat(before).as("rate of the first model").isBetween(RATE / 1.5, RATE * 1.5);
            assertThat(after / before)
                    .as("rate after the swap, %s, over the rate before, %s", after, before)
                    .isBetween(1 / MOST_APART, MOST_APART);
        }
    }

    private static double rate(RunningDetector detector, String model) {
        List<ReadScore> scores = detector.scores().stream()
                .filter(score -> score.model().equals(model))
                .toList();
        assertThat(scores).hasSize(KEYS * MINUTES_EACH_SIDE);
        return scores.stream().filter(ReadScore::anomaly).count() / (double) scores.size();
    }

    /**
     * A configuration that counts records, so that samples are not thinned; the count that would start a refresh is
     * never reached.
     */
    private static DetectorConfig config(String name) {
        return RefreshStream.config(name, broker.bootstrapServers(), """
                alerts: {rate: %s, cooldown: 5m}
                refresh: {min-samples: 40000, every-records: 100000000, adapt-after: 6h, cpu-share: 1}
                """.formatted(RATE));
    }
}
