// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory rows may take. */
final class MemorySize {
    /** Of the heap; the rest is for the fit and for what is read on the way. */
    private static final double SHARE = 0.4;

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(KB|MB|GB)");
    private static final Map<String, Long> BYTES = Map.of("KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L);

    private MemorySize() {}

    /**
     * Reads a size in bytes.
     *
     * @param text null: a share of the heap
     */
    static long of(String text) {
        if (text == null) {
            return (long) (SHARE * Runtime.getRuntime().maxMemory());
        }
        Matcher form = FORM.matcher(text.strip());
        long bytes = form.matches() ? Long.parseLong(form.group(1)) * BYTES.get(form.group(2)) : 0;
        if (bytes == 0) {
            throw new BadInputException("--memory must be a size such as 500MB or 4GB, but was " + text);
        }
        return bytes;
    }
}
