// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.regex.Pattern;

/**
 * Whether a browser asked for this machine by a name that always means this machine. A site of somebody else's whose
 * name is made to resolve to 127.0.0.1 (DNS rebinding) would otherwise read the page from the user's browser.
 */
final class LoopbackHost {
    /** With any port: it may come through a tunnel. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private LoopbackHost() {}

    /** @param host the request's Host header, or null */
    static boolean matches(String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }
}
