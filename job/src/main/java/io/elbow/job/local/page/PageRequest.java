// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads the parameters of a request's query. */
final class PageRequest {
    /** The longest key that a record may have. */
    private static final int LONGEST_KEY = 8 * 1024;

    private static final String KEY = "key=";

    private PageRequest() {}

    /**
     * The chosen key; empty if the query names none. A key may itself be an empty string.
     *
     * @param rawQuery still encoded, or null
     * @throws IllegalArgumentException if it cannot be decoded, or is longer than a key can be
     */
    static Optional<String> key(String rawQuery) {
        if (rawQuery == null) {
            return Optional.empty();
        }
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.startsWith(KEY)) {
                String key = URLDecoder.decode(pair.substring(KEY.length()), StandardCharsets.UTF_8);
                if (key.length() > LONGEST_KEY) {
                    throw new IllegalArgumentException("a key has at most " + LONGEST_KEY + " characters");
                }
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** Whether one picture is wanted, and no updates. */
    static boolean isOnce(String rawQuery) {
        return rawQuery != null
                && Arrays.stream(rawQuery.split("&", -1))
                        .anyMatch(pair -> pair.equals("once") || pair.startsWith("once="));
    }
}
