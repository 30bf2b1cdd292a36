// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A sample of the stream that is fair to its keys, bounded in bytes, and fresher than the stream.
 *
 * <p>Fair: where there is no room, the key that takes most of it gives up one sample, so that a quiet key keeps its
 * own. Fresh: which one is decided by weighted sampling without replacement (Efraimidis and Spirakis, Weighted random
 * sampling with a reservoir, 2006) with the weight 2^(event time / half-life): of two samples of one key, the one that
 * is a half-life newer is kept twice as readily.
 *
 * <p>The draw's random number is a hash of the sample itself, so the reservoir has no state but its samples: the same
 * stream gives the same sample, however often it was stopped and restored.
 */
public final class SampleReservoir {
    private static final double LN2 = Math.log(2);

    /** A sample and its place in the draw: the least rank is kept longest. */
    private record Ranked(Sample sample, double rank) {}

    private static final Comparator<Ranked> WORST_FIRST = Comparator.comparingDouble((Ranked one) -> -one.rank)
            .thenComparing((Ranked one) -> one.sample.timestampMillis())
            .thenComparing((a, b) -> Arrays.compare(a.sample.rows(), b.sample.rows()));

    private static final Comparator<Sample> BY_KEY_AND_TIME = Comparator.comparing(Sample::key)
            .thenComparing(Sample::timestampMillis)
            .thenComparing((a, b) -> Arrays.compare(a.rows(), b.rows()));

    /** What one key has in it. */
    private static final class Share {
        final String key;
        final TreeSet<Ranked> samples = new TreeSet<>(WORST_FIRST);
        long bytes;
        double worst;

        Share(String key) {
            this.key = key;
            bytes = Sample.keyBytes(key);
        }
    }

    private final long mostBytes;
    private final double halfLifeMillis;
    private final long seed;
    private final Map<String, Share> byKey = new HashMap<>();
    private final TreeSet<Share> byBytes = new TreeSet<>(Comparator.comparingLong((Share share) -> -share.bytes)
            .thenComparing(share -> -share.worst)
            .thenComparing(share -> share.key));
    private long bytes;
    private int size;

    /** @param halfLife of event time; how much fresher the sample is than the stream */
    public SampleReservoir(long mostBytes, Duration halfLife, long seed) {
        this.mostBytes = mostBytes;
        this.halfLifeMillis = Math.max(1, halfLife.toMillis());
        this.seed = seed;
    }

    /** Takes a sample in, and gives up others where there is no room; one larger than all the room is not taken. */
    public void offer(Sample sample) {
        if (Sample.keyBytes(sample.key()) + sample.bytes() > mostBytes) {
            return;
        }
        Share share = byKey.computeIfAbsent(sample.key(), this::begin);
        change(share, () -> {
            if (share.samples.add(new Ranked(sample, rank(sample)))) {
                count(share, sample, 1);
            }
        });
        while (bytes > mostBytes) {
            Share largest = byBytes.first();
            change(largest, () -> count(largest, largest.samples.pollFirst().sample, -1));
        }
    }

    private Share begin(String key) {
        Share share = new Share(key);
        bytes += share.bytes;
        return share;
    }

    public void offerAll(Collection<Sample> samples) {
        samples.forEach(this::offer);
    }

    /** Takes all samples of one key out; the list is the caller's own. */
    public List<Sample> remove(String key) {
        Share share = byKey.remove(key);
        if (share == null) {
            return new ArrayList<>();
        }
        byBytes.remove(share);
        bytes -= share.bytes;
        size -= share.samples.size();
        List<Sample> removed = new ArrayList<>(share.samples.size());
        share.samples.forEach(one -> removed.add(one.sample));
        removed.sort(BY_KEY_AND_TIME);
        return removed;
    }

    public int size() {
        return size;
    }

    public int keys() {
        return byKey.size();
    }

    /** What the samples and their keys take in memory, bytes. About. */
    public long bytes() {
        return bytes;
    }

    /** A copy by key and event time: what a fit learns from, and what a checkpoint holds. */
    public List<Sample> samples() {
        List<Sample> all = new ArrayList<>(size);
        byKey.values().forEach(share -> share.samples.forEach(one -> all.add(one.sample)));
        all.sort(BY_KEY_AND_TIME);
        return all;
    }

    /** A tree must not hold what changes its order. */
    private void change(Share share, Runnable change) {
        byBytes.remove(share);
        change.run();
        if (share.samples.isEmpty()) {
            byKey.remove(share.key);
            bytes -= share.bytes;
            return;
        }
        share.worst = share.samples.first().rank;
        byBytes.add(share);
    }

    private void count(Share share, Sample sample, int sign) {
        long change = sign * sample.bytes();
        share.bytes += change;
        bytes += change;
        size += sign;
    }

    /** ln(-ln u) less the logarithm of the weight: the order of Efraimidis and Spirakis' keys, without overflow. */
    private double rank(Sample sample) {
        return Math.log(-Math.log(uniform(sample))) - LN2 * sample.timestampMillis() / halfLifeMillis;
    }

    /** In (0, 1). */
    private double uniform(Sample sample) {
        long hash = next(seed ^ sample.timestampMillis()) ^ sample.key().hashCode();
        hash = next(hash) ^ Arrays.hashCode(sample.rows());
        return ((next(hash) >>> 11) + 0.5) * 0x1.0p-53;
    }

    private static long next(long state) {
        return SplitMix64.mix(state + SplitMix64.STEP);
    }
}
