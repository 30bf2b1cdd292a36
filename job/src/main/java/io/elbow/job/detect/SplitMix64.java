// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/** Hashes of numbers: Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014). */
final class SplitMix64 {
    /** What the generator steps by. */
    static final long STEP = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /** The finaliser. */
    static long mix(long state) {
        long x = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
