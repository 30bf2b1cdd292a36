// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleSplitTest {
    /** No two samples share a row. */
    private static final SampleSplit.Overlap NONE = (older, newer) -> false;

    @Property(seed = "20260101", tries = 200)
    void everySampleIsInOnePartAndThePartsHaveTheirShares(
            @ForAll @IntRange(min = 100, max = 5_000) int samples, @ForAll @IntRange(min = 1, max = 20) int shingle) {
        SampleSplit split = SampleSplit.of(samples, shingle, 3, NONE);
        int[] all = Stream.of(split.fit(), split.calibration(), split.compared())
                .flatMapToInt(IntStream::of)
                .sorted()
                .toArray();
        assertThat(all).isEqualTo(IntStream.range(0, samples).toArray());
        assertThat(split.fit().length / (double) samples).isBetween(0.3, 0.5);
        assertThat(split.calibration().length / (double) samples).isBetween(0.4, 0.6);
        assertThat(split.compared().length / (double) samples).isBetween(0.05, 0.2);
    }

    @Test
    void halfOfTheSamplesCalibrate() {
        assertThat(SampleSplit.of(40_000, 1, 3, NONE).calibration()).hasSize(20_000);
        assertThat(Arrays.equals(
                        SampleSplit.of(5_000, 10, 3, NONE).fit(),
                        SampleSplit.of(5_000, 10, 4, NONE).fit()))
                .isFalse();
    }

    @Property(seed = "20260101", tries = 200)
    void noTwoPartsShareARow(
            @ForAll @IntRange(min = 400, max = 5_000) int samples, @ForAll @IntRange(min = 2, max = 10) int shingle) {
        // Every row of one series was kept, so that a shingle shares rows with that many shingles before it.
        SampleSplit split = SampleSplit.of(samples, shingle, 3, (older, newer) -> newer - older < shingle);
        int[] partOf = new int[samples];
        Arrays.stream(split.fit()).forEach(i -> partOf[i] = 1);
        Arrays.stream(split.calibration()).forEach(i -> partOf[i] = 2);
        Arrays.stream(split.compared()).forEach(i -> partOf[i] = 3);
        for (int i = 0; i < samples; i++) {
            for (int j = i + 1; j < Math.min(samples, i + shingle) && partOf[i] != 0; j++) {
                assertThat(partOf[j]).as(i + " and " + j).isIn(0, partOf[i]);
            }
        }
        assertThat(Arrays.stream(partOf).filter(part -> part == 0).count()).isLessThan(samples / 2);
    }

    @Test
    void aSeriesThatStandsStillIsNotLeftOutWhole() {
        SampleSplit split = SampleSplit.of(5_000, 4, 3, (older, newer) -> true);
        assertThat(split.fit().length + split.calibration().length + split.compared().length)
                .isGreaterThan(4_500);
    }
}
