// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is asked for in a query. */
final class PageRequest {
    /** As long as a record's key may be. */
    private static final int LONGEST_KEY = 8 * 1024;

    private static final String KEY = "key=";

    private PageRequest() {}

    /**
     * The chosen key, empty where the query names none; a key may itself be empty.
     *
     * @param rawQuery as it came, or null
     * @throws IllegalArgumentException where it cannot be decoded, or no key is that long
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
}
