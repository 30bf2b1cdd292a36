// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A message of the models topic on its way to the scorers, or the champion on its way back to the topic, or a command of
 * the control topic among them: a command and a model must reach every subtask in the same order, so they are one stream.
 *
 * @param key {@code <detector>} or {@code <detector>/<model id>}; null: a command
 * @param artifact bytes; null for a tombstone or a command
 * @param offset its own; {@link #NONE} for one that is not written yet
 * @param answers offset of the refused message that the job wrote this champion back for; {@link #NONE}: published
 * @param command null: a model
 */
public record ModelUpdate(
        String key, byte[] artifact, String role, String parent, long offset, long answers, ControlMessage command) {
    public static final long NONE = -1;
    public static final String CHAMPION = "champion";

    /** A model. */
    public ModelUpdate(String key, byte[] artifact, String role, String parent, long offset, long answers) {
        this(key, artifact, role, parent, offset, answers, null);
    }

    /** Somebody published it. */
    public static ModelUpdate published(String key, byte[] artifact, String role, String parent, long offset) {
        return new ModelUpdate(key, artifact, role, parent, offset, NONE);
    }

    /** The champion in use, for the topic whose message at this offset was refused. */
    public static ModelUpdate restored(String detector, byte[] artifact, String parent, long refusedOffset) {
        return new ModelUpdate(detector, artifact, CHAMPION, parent, NONE, refusedOffset);
    }

    /** A command. */
    public static ModelUpdate command(ControlMessage command) {
        return new ModelUpdate(null, null, null, null, NONE, NONE, command);
    }
}
