// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;

/** What a message of the models topic, or the progress of event time, comes to in a {@link ModelRegistry}. */
public sealed interface Transition {
    /** Whether other models score from now on, or for other event times, so that what waits must be scored before. */
    default boolean changesModels() {
        return true;
    }

    /**
     * A model takes all records from now on; no challenger runs any more.
     *
     * @param replaced the champion before it
     * @param back whether an earlier model is back
     */
    record Swap(RegisteredModel model, EncodedModel replaced, boolean back) implements Transition {}

    /**
     * A model takes the records from an event time on, what is in force now those before; no challenger runs any more.
     *
     * @param replaced the champion before it
     */
    record Announce(RegisteredModel model, EncodedModel replaced, long activationMillis) implements Transition {}

    /** Event time reached the activation of the model that was announced. */
    record Activated(long activationMillis) implements Transition {
        @Override
        public boolean changesModels() {
            return false;
        }
    }

    /** The model before the activation is no longer held: the champion takes all that comes. */
    record ForgetPrevious() implements Transition {}

    /** A model runs as challenger, in place of another where one ran. */
    record StartShadow(RegisteredModel model) implements Transition {}

    /** The challenger runs no more. */
    record EndShadow(String model) implements Transition {}

    /** A message's model cannot be used. */
    record Refuse(ModelMessage message, ModelAcceptance.Refusal refusal) implements Transition {
        @Override
        public boolean changesModels() {
            return false;
        }
    }

    /** The champion goes back under the detector's key, so that whoever starts from the topic finds it there. */
    record RepublishChampion(ModelMessage message) implements Transition {
        @Override
        public boolean changesModels() {
            return false;
        }
    }
}
