// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.BadInputException;

/**
 * Bytes that are no usable artifact: names what is wrong and where, on one line of bounded length, whatever words the
 * bytes themselves bring along.
 */
public final class ArtifactException extends BadInputException {
    /** Characters of the longest message. */
    static final int LONGEST = 1_000;

    public ArtifactException(String message) {
        super(line(message));
    }

    public ArtifactException(String message, Throwable cause) {
        super(line(message), cause);
    }

    private static String line(String message) {
        String cut = message.length() > LONGEST ? message.substring(0, LONGEST - 3) + "..." : message;
        StringBuilder line = new StringBuilder(cut.length());
        cut.chars().forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
        return line.toString();
    }
}
