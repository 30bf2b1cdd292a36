// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;

/** Reads lines of text and refuses a line that is too long for memory. */
final class BoundedLines {
    /** Characters in the longest line that is accepted. */
    static final int LONGEST = 1 << 24;

    private final Path file;
    private final Reader reader;
    private final char[] buffer = new char[1 << 16];
    private int from;
    private int to;
    private long number;

    BoundedLines(Path file, Reader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** 1-based number of the line read last. */
    long number() {
        return number;
    }

    /**
     * The next line without its end, or null.
     *
     * @throws DataException for a line of more than {@value #LONGEST} characters
     */
    String next() throws IOException {
        if (!fill()) {
            return null;
        }
        number++;
        StringBuilder line = null;
        do {
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            boolean whole = end < to;
            String part = new String(buffer, from, end - from);
            from = whole ? end + 1 : end;
            if (whole && line == null) {
                return part;
            }
            line = (line == null ? new StringBuilder() : line).append(part);
            if (line.length() > LONGEST) {
                throw new DataException(
                        "%s, line %d: more than %d characters; write one JSON object a line, each on a line of its own"
                                .formatted(file, number, LONGEST));
            }
            if (whole) {
                break;
            }
        } while (fill());
        return line.toString();
    }

    private boolean fill() throws IOException {
        if (from < to) {
            return true;
        }
        from = 0;
        to = Math.max(0, reader.read(buffer, 0, buffer.length));
        return to > 0;
    }
}
