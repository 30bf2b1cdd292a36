// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.Sample;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SampleReservoirTest {
    private static final String MODEL_ID = "0123456789abcdef".repeat(4);
    private static final long ROOM = 30_000;
    private static final Duration HALF_LIFE = Duration.ofHours(1);
    private static final long HOUR = 3_600_000;

    private static SampleReservoir reservoir() {
        return new SampleReservoir(ROOM, HALF_LIFE, 7);
    }

    private static List<Sample> stream(List<Integer> keys) {
        List<Sample> stream = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            stream.add(Samples.normal("k" + keys.get(i), i * 1_000L, i));
        }
        return stream;
    }

    @Property(seed = "20260101", tries = 200)
    void itNeverTakesMoreThanItsRoom(@ForAll @Size(max = 300) List<@IntRange(max = 9) Integer> keys) {
        SampleReservoir reservoir = reservoir();
        for (Sample sample : stream(keys)) {
            reservoir.offer(sample);
            assertThat(reservoir.bytes())
                    .isLessThanOrEqualTo(ROOM)
                    .isEqualTo(Sample.keyBytes("k0") * reservoir.keys()
                            + reservoir.samples().stream()
                                    .mapToLong(Sample::bytes)
                                    .sum());
        }
        assertThat(reservoir.size()).isEqualTo(reservoir.samples().size());
    }

    @Property(seed = "20260101", tries = 200)
    void whatWasRestoredGoesOnAsIfItHadNeverStopped(
            @ForAll @Size(max = 300) List<@IntRange(max = 9) Integer> keys, @ForAll @IntRange(max = 300) int stop) {
        List<Sample> stream = stream(keys);
        int at = Math.min(stop, stream.size());
        SampleReservoir whole = reservoir();
        whole.offerAll(stream);
        SampleReservoir first = reservoir();
        first.offerAll(stream.subList(0, at));
        SampleReservoir second = reservoir();
        second.offerAll(first.samples());
        second.offerAll(stream.subList(at, stream.size()));
        assertThat(second.samples())
                .extracting(one -> one.key() + "@" + one.timestampMillis())
                .isEqualTo(whole.samples().stream()
                        .map(one -> one.key() + "@" + one.timestampMillis())
                        .toList());
    }

    @Test
    void aBusyKeyDoesNotCrowdOutAQuietOne() {
        SampleReservoir reservoir = reservoir();
        for (int i = 0; i < 10; i++) {
            reservoir.offer(Samples.normal("quiet", i * HOUR, i));
        }
        for (int i = 0; i < 10_000; i++) {
            reservoir.offer(Samples.normal("busy", i * 1_000L, i));
        }
        assertThat(reservoir.samples())
                .filteredOn(one -> one.key().equals("quiet"))
                .hasSize(10);
        assertThat(reservoir.samples())
                .filteredOn(one -> one.key().equals("busy"))
                .hasSizeGreaterThan(50);
    }

    @Test
    void moreKeysThanRoomAreHeldToTheRoom() {
        SampleReservoir reservoir = reservoir();
        for (int i = 0; i < 5_000; i++) {
            reservoir.offer(Samples.normal("key-" + i, i, i));
        }
        assertThat(reservoir.bytes()).isLessThanOrEqualTo(ROOM);
        long largest =
                Sample.keyBytes("key-4999") + Samples.normal("key-4999", 0, 0).bytes();
        assertThat(reservoir.keys()).isEqualTo(reservoir.size()).isGreaterThanOrEqualTo((int) (ROOM / largest));
    }

    @Test
    void theSampleIsFresherThanTheStreamByItsHalfLife() {
        SampleReservoir reservoir = new SampleReservoir(200_000, HALF_LIFE, 7);
        for (int i = 0; i < 20_000; i++) {
            reservoir.offer(Samples.normal("k", 2 * HOUR * i / 20_000, i));
        }
        long older = reservoir.samples().stream()
                .filter(one -> one.timestampMillis() < HOUR)
                .count();
        double newer = reservoir.size() - older;
        // Each half hour is about an hour newer than its counterpart, and kept twice as readily.
        assertThat(newer / older).isBetween(1.7, 2.3);
    }

    @Test
    void whatItCountsIsAboutWhatItTakesOfTheHeap() {
        // What other tests left may be let go of at any collection, but only once: the middle one of five is its own.
        double[] shares = new double[5];
        Arrays.setAll(shares, attempt -> shareOfTheHeap());
        Arrays.sort(shares);
        assertThat(shares[2]).isBetween(0.8, 1.05);
    }

    /** Of what it counts, what the heap is less by when it is let go of. */
    private static double shareOfTheHeap() {
        long room = 32_000_000;
        SampleReservoir reservoir = new SampleReservoir(room, HALF_LIFE, 7);
        for (int i = 0; i < 100_000; i++) {
            // Texts and arrays of its own each, as they come off the network.
            double[] rows = {i, 1, 2, 3, 4, 5, 6, 7};
            reservoir.offer(new Sample(
                    "machine-" + i % 5_000,
                    i * 1_000L,
                    rows,
                    new String[0],
                    0,
                    0.5,
                    false,
                    0,
                    MODEL_ID.substring(0, 59) + (10_000 + i % 90_000)));
        }
        long counted = reservoir.bytes();
        assertThat(counted).isBetween(room - 1_000, room);
        long held = heapBytes();
        assertThat(reservoir.size()).as("still held").isPositive();
        reservoir = null;
        return (held - heapBytes()) / (double) counted;
    }

    /** What a full collection leaves. */
    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aSampleThatNoRoomHoldsIsNotTaken() {
        SampleReservoir reservoir = new SampleReservoir(1_000, HALF_LIFE, 7);
        reservoir.offer(Samples.normal("k", 0, new double[500]));
        assertThat(reservoir.size()).isZero();
        assertThat(reservoir.keys()).isZero();
    }

    @Test
    void aKeyTakenOutLeavesNothingBehind() {
        SampleReservoir reservoir = reservoir();
        reservoir.offer(Samples.normal("a", 1, 1));
        reservoir.offer(Samples.normal("b", 2, 2));
        assertThat(reservoir.remove("a")).hasSize(1);
        assertThat(reservoir.samples()).extracting(Sample::key).containsExactly("b");
        assertThat(reservoir.bytes())
                .isEqualTo(Sample.keyBytes("b") + Samples.normal("b", 2, 2).bytes());
        assertThat(reservoir.remove("a")).isEmpty();
    }
}
