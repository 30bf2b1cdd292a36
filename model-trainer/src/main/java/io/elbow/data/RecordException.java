// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.io.IOException;

/** A record whose JSON is sound but which is not one usable object; has no stack trace, for it is data, not a fault. */
final class RecordException extends IOException {
    private static final long serialVersionUID = 1L;

    RecordException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
