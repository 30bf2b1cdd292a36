// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncidentFilterTest {
    private static final long MINUTE = 60_000;
    private final IncidentFilter guard = new IncidentFilter(0.01, Duration.ofMinutes(5), 1_000_000);

    private static Sample normal(String key, long minute) {
        return Samples.normal(key, minute * MINUTE, 0.5, 0);
    }

    @Test
    void aRecordIsReleasedWhenItsKeyIsACooldownFurther() {
        assertThat(guard.offer(normal("a", 0))).isEmpty();
        assertThat(guard.offer(normal("a", 4))).isEmpty();
        assertThat(guard.offer(normal("a", 5)))
                .extracting(Sample::timestampMillis)
                .containsExactly(0L);
    }

    @Test
    void theWatermarkReleasesWhatAQuietKeyLeftBehind() {
        guard.offer(normal("a", 0));
        assertThat(guard.advance(6 * MINUTE)).hasSize(1);
        assertThat(guard.withheld()).isEmpty();
    }

    @Test
    void whatCameJustBeforeOrAfterAnAnomalyIsNotLearned() {
        guard.offer(normal("a", 0));
        guard.offer(Samples.anomaly("a", 3 * MINUTE));
        guard.offer(normal("a", 7));
        assertThat(guard.offer(normal("a", 8))).isEmpty();
        assertThat(guard.advance(20 * MINUTE))
                .extracting(Sample::timestampMillis)
                .containsExactly(8 * MINUTE);
    }

    @Test
    void anotherKeysAnomalyDoesNotMatter() {
        guard.offer(normal("a", 0));
        guard.offer(Samples.anomaly("b", MINUTE));
        assertThat(guard.advance(6 * MINUTE)).hasSize(1);
    }

    @Test
    void lowPValuesAndHalfEmptyShinglesAreNotLearned() {
        guard.offer(Samples.normal("a", 0, 0.009, 0));
        guard.offer(Samples.normal("a", 1, 0.5, 0.6));
        assertThat(guard.advance(60 * MINUTE)).isEmpty();
    }

    @Test
    void itGoesOnWhereItStopped() {
        guard.offer(normal("a", 0));
        guard.offer(Samples.anomaly("b", 0));
        IncidentFilter restored = new IncidentFilter(0.01, Duration.ofMinutes(5), 1_000_000);
        restored.restore(guard.withheld(), guard.times());
        restored.offer(normal("b", 4));
        assertThat(restored.advance(60 * MINUTE)).extracting(Sample::key).containsExactly("a");
    }

    @Test
    void itWithholdsNoMoreThanItsRoom() {
        IncidentFilter small = new IncidentFilter(0.01, Duration.ofMinutes(5), 2_000);
        for (int i = 0; i < 100; i++) {
            small.offer(normal("k" + i, 0));
        }
        List<Sample> withheld = small.withheld();
        assertThat(withheld.stream().mapToLong(Sample::bytes).sum()).isBetween(1L, 2_000L);
    }

    @Test
    void anomaliesOfMoreKeysThanThereIsRoomForAreForgottenOldestFirstAndNoneOfTheirRecordsIsLearned() {
        IncidentFilter small = new IncidentFilter(0.01, Duration.ofMinutes(5), 16_000);
        for (int i = 0; i < 1_000; i++) {
            small.offer(Samples.anomaly("k" + i, i));
        }
        IncidentFilter.Times times = small.times();
        assertThat(times.anomalies()).hasSizeBetween(5, 10).containsEntry("k999", 999L);
        assertThat(times.forgottenMillis()).isEqualTo(999 - times.anomalies().size());

        small.offer(normal("k0", 1));
        assertThat(small.withheld()).as("a forgotten key's record").isEmpty();
        small.offer(normal("k0", 6));
        assertThat(small.advance(30 * MINUTE)).extracting(Sample::key).containsExactly("k0");
        assertThat(small.times()).isEqualTo(new IncidentFilter.Times(Map.of(), Long.MIN_VALUE, 30 * MINUTE));
    }

    @Test
    void theWatermarkReleasesInTheKeysOrderWhateverCameBefore() {
        for (int i = 40; i >= 0; i--) {
            guard.offer(normal("k" + (10 + i), 0));
        }
        assertThat(guard.advance(6 * MINUTE)).extracting(Sample::key).isSorted().hasSize(41);
    }
}
