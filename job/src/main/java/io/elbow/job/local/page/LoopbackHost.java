// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.regex.Pattern;

/**
 * Checks that a browser asked for this machine by a name that always means this machine. Otherwise a foreign site whose
 * name resolves to 127.0.0.1 (DNS rebinding) could read the page through the user's browser.
 */
final class LoopbackHost {
    /** Accepts any port, because the request may come through a tunnel. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private LoopbackHost() {}

    /**
     * Whether the request was addressed to this machine.
     *
     * @param host the request's Host header, or null
     */
    static boolean matches(String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }
}
