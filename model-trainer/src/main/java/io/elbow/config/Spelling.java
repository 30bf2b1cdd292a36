// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the key that a misspelt one was probably meant to be. */
final class Spelling {
    private Spelling() {}

    /** The nearest known dotted key, by its whole path or by its last part; empty when none is near. */
    static Optional<String> nearest(String dotted, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> difference(dotted, candidate)))
                .filter(candidate -> difference(dotted, candidate)
                        <= Math.max(2, last(dotted).length() / 3));
    }

    // A key under the wrong parent costs one edit more than the same misspelling under the right one.
    private static int difference(String dotted, String candidate) {
        return Math.min(edits(dotted, candidate), edits(last(dotted), last(candidate)) + 1);
    }

    private static String last(String dotted) {
        return dotted.substring(dotted.lastIndexOf('.') + 1);
    }

    /** Levenshtein distance: insertions, deletions and substitutions. */
    private static int edits(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
