// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Counts the quotes that pass: in a table whose quotes are all closed there are evenly many. */
final class QuoteCounter extends FilterReader {
    private boolean odd;

    QuoteCounter(Reader reader) {
        super(reader);
    }

    /** Whether an odd number has passed. */
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
