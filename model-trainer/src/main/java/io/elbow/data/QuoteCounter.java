// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Counts the quotes that are read. If every quote of a table is closed, their number is even. */
final class QuoteCounter extends FilterReader {
    private boolean odd;

    QuoteCounter(Reader reader) {
        super(reader);
    }

    /** Whether the number so far is odd. */
    boolean isOdd() {
        return odd;
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        odd ^= c == '"';
        return c;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        for (int i = offset; i < offset + count; i++) {
            odd ^= buffer[i] == '"';
        }
        return count;
    }
}
