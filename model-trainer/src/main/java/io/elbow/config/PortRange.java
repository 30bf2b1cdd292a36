// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One port, {@code 9250}, or a range of them, {@code 9250-9260}, both ends included. */
record PortRange(int first, int last) {
    static final String FORM = "a port such as 9250 or a range such as 9250-9260";

    private static final Pattern PATTERN = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");

    static PortRange parseOrNull(String text) {
        Matcher matcher = PATTERN.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        int first = Integer.parseInt(matcher.group(1));
        return new PortRange(first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2)));
    }
}
