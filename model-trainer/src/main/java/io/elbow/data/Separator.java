// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/** Finds the character that separates the columns of a table. */
final class Separator {
    private static final char[] KNOWN = {',', ';', '\t'};

    private Separator() {}

    /** Returns the known separator that is most frequent outside quotes; a comma if there is none. */
    static char of(String headerLine) {
        int[] count = new int[KNOWN.length];
        boolean quoted = false;
        for (int i = 0; i < headerLine.length(); i++) {
            char c = headerLine.charAt(i);
            quoted ^= c == '"';
            for (int k = 0; k < KNOWN.length; k++) {
                count[k] += !quoted && c == KNOWN[k] ? 1 : 0;
            }
        }
        int best = 0;
        for (int k = 1; k < KNOWN.length; k++) {
            best = count[k] > count[best] ? k : best;
        }
        return KNOWN[best];
    }
}
