// SPDX-License-Identifier: Apache-2.0
package io.elbow.protocol;

import java.util.Arrays;
import java.util.Locale;

/** What a message of the models topic wants its model to be. */
public enum ModelRole {
    /** Scores and alerts. */
    CHAMPION,
    /** Scores the same records as the champion, without alerts. */
    CHALLENGER,
    /** A challenger that came to nothing: it is kept, and no more. */
    DROPPED;

    /** As the header has it. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of a header. A message without one is a champion's, so that a plain client can publish one; a role that
     * this release does not know is kept, and no more.
     *
     * @param header null: the message names none
     */
    public static ModelRole of(String header) {
        if (header == null) {
            return CHAMPION;
        }
        return Arrays.stream(values())
                .filter(role -> role.configName().equals(header))
                .findFirst()
                .orElse(DROPPED);
    }
}
