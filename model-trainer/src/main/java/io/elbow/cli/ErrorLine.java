// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

/** An error as one line for a person. */
public final class ErrorLine {
    private ErrorLine() {}

    /** The message of an error on one line; an error without a message is named by its kind. */
    public static String of(Throwable error) {
        String message = error.getMessage();
        if (message == null || message.isBlank()) {
            message = error.getClass().getSimpleName();
        }
        if (error instanceof OutOfMemoryError) {
            message = "out of memory (" + message + "); give the JVM more heap with -Xmx";
        }
        return "error: " + message.strip();
    }
}
