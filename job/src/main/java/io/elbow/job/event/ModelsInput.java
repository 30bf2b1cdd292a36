// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import io.elbow.protocol.ModelMessage;

/**
 * What reaches every scorer in the same order: a message of the models topic, or a command of the control topic.
 *
 * @param message null: a command
 * @param command null: a message
 */
public record ModelsInput(ModelMessage message, ControlMessage command) {
    public static ModelsInput of(ModelMessage message) {
        return new ModelsInput(message, null);
    }

    public static ModelsInput of(ControlMessage command) {
        return new ModelsInput(null, command);
    }
}
