// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.BadInputException;

/** Data that cannot be used: names file, line and column where there are any. */
public final class DataException extends BadInputException {
    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
