// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A command to the running job.
 *
 * @param key of {@link Command#ACCEPT_SHIFT}, else null
 * @param model of {@link Command#PROMOTE}, and of {@link Command#ROLLBACK} where it is not the champion's parent; else
 *     null
 */
public record ControlMessage(Command command, String key, String model) {
    /** What can be asked for. */
    public enum Command {
        /** Fit a model now. */
        REFRESH,
        /** The key's open incident is what is normal now. */
        ACCEPT_SHIFT,
        /** The challenger, or a published model, becomes champion. */
        PROMOTE,
        /** An earlier model becomes champion again. */
        ROLLBACK,
        /** The challenger goes. */
        DROP;

        /** As the message has it. */
        public String configName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Command> of(String word) {
            return Arrays.stream(values())
                    .filter(command -> command.configName().equals(word))
                    .findFirst();
        }
    }

    public static ControlMessage of(Command command) {
        return new ControlMessage(command, null, null);
    }
}
