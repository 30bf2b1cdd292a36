// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes: {@code 900KB} and {@code 1MB} count in thousands, {@code 900KiB} and {@code 1MiB} in 1024s. */
final class Sizes {
    static final String FORM = "a size such as 900KB, 1MB, 512KiB, 1MiB or plain bytes, up to 2147483647 bytes";

    private static final Pattern PATTERN = Pattern.compile("([0-9]{1,10})(B|KB|MB|KiB|MiB)?");
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KB", 1_000L, "MB", 1_000_000L, "KiB", 1L << 10, "MiB", 1L << 20);

    private Sizes() {}

    /** The size in bytes; null where the text is none or exceeds an int. */
    static Integer parseOrNull(String text) {
        Matcher matcher = PATTERN.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long bytes = Long.parseLong(matcher.group(1)) * BYTES.get(unit);
        return bytes <= Integer.MAX_VALUE ? (int) bytes : null;
    }
}
