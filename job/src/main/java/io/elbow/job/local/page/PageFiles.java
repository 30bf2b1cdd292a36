// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The files of the page, from the class path, and headers that restrict what a browser may do with them. */
final class PageFiles {
    /**
     * A file to serve.
     *
     * @param contentType the value of the HTTP header
     */
    record File(String contentType, byte[] bytes) {}

    private static final Map<String, String> TYPES = Map.of(
            "page.html", "text/html; charset=utf-8",
            "page.css", "text/css; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8",
            "chart.js", "text/javascript; charset=utf-8");

    private PageFiles() {}

    /** The file under the path of a URL, or null. */
    static File at(String path) {
        if (path == null || !path.startsWith("/")) {
            return null;
        }
        String name = path.equals("/") ? "page.html" : path.substring(1);
        String type = TYPES.get(name);
        return type == null ? null : new File(type, read(name));
    }

    /** Allows only the page's own files: no inline script or style, no frame around the page, no caching. */
    static void protect(Headers headers) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream("/page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks page/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read page/" + name, e);
        }
    }
}
