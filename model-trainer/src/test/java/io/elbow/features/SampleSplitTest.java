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
    @Property(seed = "20260101", tries = 200)
    void everySampleIsInOnePartAndThePartsHaveTheirShares(
            @ForAll @IntRange(min = 100, max = 5_000) int samples, @ForAll @IntRange(min = 1, max = 20) int shingle) {
        SampleSplit split = SampleSplit.of(samples, shingle, 3);
        int[] all = Stream.of(split.fit(), split.calibration(), split.compared())
                .flatMapToInt(IntStream::of)
                .sorted()
                .toArray();
        assertThat(all).isEqualTo(IntStream.range(0, samples).toArray());
        assertThat(split.fit().length / (double) samples).isBetween(0.4, 0.6);
        assertThat(split.calibration().length / (double) samples).isBetween(0.2, 0.4);
        assertThat(split.compared().length / (double) samples).isBetween(0.1, 0.3);
    }

    @Test
    void neighboursOfAShingleStayTogether() {
        int[] fit = SampleSplit.of(5_000, 10, 3).fit();
        long alone = IntStream.range(1, fit.length - 1)
                .filter(i -> fit[i] != fit[i - 1] + 1 && fit[i] != fit[i + 1] - 1)
                .count();
        assertThat(alone).isZero();
        assertThat(Arrays.equals(fit, SampleSplit.of(5_000, 10, 4).fit())).isFalse();
    }
}
