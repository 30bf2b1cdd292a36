// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes server-sent events, {@code text/event-stream}: https://html.spec.whatwg.org/multipage/server-sent-events.html.
 */
final class EventStream {
    private final OutputStream out;

    EventStream(OutputStream out) {
        this.out = out;
    }

    /** Sets how long the browser waits before it connects again, ms. */
    void retryAfter(long millis) throws IOException {
        write("retry: " + millis + "\n\n");
    }

    /**
     * Sends one event.
     *
     * @param data any text: each of its lines becomes a data line of its own, so that it cannot end the event
     */
    void send(String event, String data) throws IOException {
        StringBuilder text = new StringBuilder(data.length() + 32);
        text.append("event: ").append(event).append('\n');
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        write(text.append('\n').toString());
    }

    void flush() throws IOException {
        out.flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
