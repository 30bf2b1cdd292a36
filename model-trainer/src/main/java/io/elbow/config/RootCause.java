// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/** What an error began with. */
public final class RootCause {
    private RootCause() {}

    /** The message of the innermost cause, or its type where it has none. */
    public static String message(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
