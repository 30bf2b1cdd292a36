// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A message of the models topic on its way to the scorers, or a model on its way to the topic, or a command of the
 * control topic among them: a command and a model must reach every subtask in the same order, so they are one stream.
 *
 * @param key {@code <detector>} or {@code <detector>/<model id>}; null: a command, or the model in use
 * @param artifact bytes; null for a tombstone or a command
 * @param role {@link #CHAMPION}, {@link #CHALLENGER} or {@link #DROPPED}; null where the message names none
 * @param parent id of the model that it was made from, as the header says; null: the header is missing
 * @param offset its own; {@link #NONE} for one that is not written yet
 * @param answers offset of the refused message that the job wrote this champion back for; {@link #NONE}: published
 * @param command null: a model
 * @param publisher who wrote it, such as {@code retrain}; null: nobody said
 * @param activation event time from which on it scores, as the header says; null: from where it stands in the topic
 * @param forced whether it is taken also where it was made from another model than the champion
 */
public record ModelUpdate(
        String key,
        byte[] artifact,
        String role,
        String parent,
        long offset,
        long answers,
        ControlMessage command,
        String publisher,
        String activation,
        boolean forced) {
    public static final long NONE = -1;
    public static final String CHAMPION = "champion";

    /** Role of a model that runs beside the champion. */
    public static final String CHALLENGER = "challenger";

    /** Role of a challenger that came to nothing: it is kept, and no more. */
    public static final String DROPPED = "dropped";

    /** Publisher of what the job wrote back, or dropped. */
    public static final String JOB = "job";

    /** Publisher of a kept model that becomes champion by somebody's word, or by the shadow's verdict. */
    public static final String PROMOTE = "promote";

    /** Publisher of an earlier model that is champion again. */
    public static final String ROLLBACK = "rollback";

    /** A model of which nobody says who published it. */
    public ModelUpdate(String key, byte[] artifact, String role, String parent, long offset, long answers) {
        this(key, artifact, role, parent, offset, answers, null);
    }

    /** Without publisher, activation and force. */
    public ModelUpdate(
            String key,
            byte[] artifact,
            String role,
            String parent,
            long offset,
            long answers,
            ControlMessage command) {
        this(key, artifact, role, parent, offset, answers, command, null, null, false);
    }

    /** Somebody published it. */
    public static ModelUpdate published(String key, byte[] artifact, String role, String parent, long offset) {
        return new ModelUpdate(key, artifact, role, parent, offset, NONE);
    }

    /** The champion in use, for the topic whose message at this offset was refused. */
    public static ModelUpdate restored(String detector, byte[] artifact, String parent, long refusedOffset) {
        return new ModelUpdate(detector, artifact, CHAMPION, parent, NONE, refusedOffset, null, JOB, null, false);
    }

    /** A model that the job itself publishes. */
    public static ModelUpdate toPublish(String key, byte[] artifact, String role, String parent, String publisher) {
        return new ModelUpdate(key, artifact, role, parent, NONE, NONE, null, publisher, null, false);
    }

    /** The model that scores, on its way to what learns from its records: without a key. */
    public static ModelUpdate inUse(byte[] artifact) {
        return new ModelUpdate(null, artifact, CHAMPION, null, NONE, NONE);
    }

    /** A command. */
    public static ModelUpdate command(ControlMessage command) {
        return new ModelUpdate(null, null, null, null, NONE, NONE, command);
    }

    /** The same with another activation. */
    public ModelUpdate withActivation(String other) {
        return new ModelUpdate(key, artifact, role, parent, offset, answers, command, publisher, other, forced);
    }

    /** The same by this publisher. */
    public ModelUpdate by(String other) {
        return new ModelUpdate(key, artifact, role, parent, offset, answers, command, other, activation, forced);
    }

    /** The same, taken whatever it was made from. */
    public ModelUpdate byForce() {
        return new ModelUpdate(key, artifact, role, parent, offset, answers, command, publisher, activation, true);
    }
}
