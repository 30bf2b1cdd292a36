// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.protocol.ModelMessage;
import java.io.Serializable;

/**
 * What the job starts with where no state is restored, and what was on the models topic when it was submitted: a
 * resumed job knows of an activation before its first record, however fast that comes.
 *
 * @param champion an artifact's bytes
 * @param offset where in the models topic it stands; {@link ModelMessage#NONE}: it comes from a file
 * @param activationMillis event time from which on it scores; {@link ModelMessage#NONE}: all
 * @param previous the bytes of the model that scores what is before; null: there is none
 */
public record InitialModel(byte[] champion, long offset, long activationMillis, byte[] previous)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** One model for all. */
    public static InitialModel of(byte[] champion) {
        return new InitialModel(champion, ModelMessage.NONE, ModelMessage.NONE, null);
    }
}
