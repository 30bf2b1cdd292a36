// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import java.util.regex.Pattern;

/** An error as one line for a person. */
public final class ErrorLine {
    private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

    private ErrorLine() {}

    /** The message of an error on one line; one without a message speaks by its cause, or is named by its kind. */
    public static String of(Throwable error) {
        Throwable speaking = error;
        while (isSilent(speaking) && speaking.getCause() != null) {
            speaking = speaking.getCause();
        }
        String message = isSilent(speaking) ? speaking.getClass().getSimpleName() : speaking.getMessage();
        if (speaking instanceof OutOfMemoryError) {
            message = "out of memory (" + message + "); give the JVM more heap with -Xmx";
        }
        // Picocli's message about a group of options has a beginning of its own.
        message = message.startsWith("Error: ") ? message.substring("Error: ".length()) : message;
        return "error: " + LINE_BREAKS.matcher(message.strip()).replaceAll("; ");
    }

    private static boolean isSilent(Throwable error) {
        return error.getMessage() == null || error.getMessage().isBlank();
    }
}
