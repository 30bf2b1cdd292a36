// SPDX-License-Identifier: Apache-2.0
package io.elbow.protocol;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The headers of a message of the models topic. A header that has no value is absent.
 *
 * @param role null on a tombstone alone
 * @param parent id of the model that it was made from; null: nobody said
 * @param publisher who wrote it, such as {@code retrain}; null: nobody said
 * @param activation event time from which on it scores, as text; null: from where it stands in the topic
 * @param forced whether it is taken also where it was made from another model than the champion
 * @param answers offset of the refused message that the job wrote this champion back for; {@link ModelMessage#NONE}: it
 *     was published
 */
public record ModelHeaders(
        ModelRole role, String parent, String publisher, String activation, boolean forced, long answers) {
    private static final String ROLE = "role";
    private static final String PARENT = "parent";
    private static final String PUBLISHER = "publisher";
    private static final String ACTIVATION = "activation";
    private static final String FORCE = "force";
    private static final String ANSWERS = "answers";

    /** Publisher of what the job wrote back, or dropped. */
    public static final String BY_JOB = "job";

    /** Publisher of a model that the job itself fitted. */
    public static final String BY_REFRESH = "refresh";

    /** Publisher of a kept model that becomes champion, by a person's choice or after it ran as challenger. */
    public static final String BY_PROMOTE = "promote";

    /** Publisher of an earlier model that is champion again. */
    public static final String BY_ROLLBACK = "rollback";

    /** Of a tombstone. */
    public static final ModelHeaders NONE = of(null, null, null);

    /** What ISO text with a four-digit year can say. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Of a model that scores from where it stands in the topic. */
    public static ModelHeaders of(ModelRole role, String parent, String publisher) {
        return new ModelHeaders(role, parent, publisher, null, false, ModelMessage.NONE);
    }

    /**
     * Takes what a message has.
     *
     * @param header the text of the header of a name, or null
     */
    public static ModelHeaders read(UnaryOperator<String> header) {
        return new ModelHeaders(
                ModelRole.of(header.apply(ROLE)),
                header.apply(PARENT),
                header.apply(PUBLISHER),
                header.apply(ACTIVATION),
                "true".equals(header.apply(FORCE)),
                answers(header.apply(ANSWERS)));
    }

    /** Anybody may write to the topic: what is no offset is nothing that the job wrote. */
    private static long answers(String header) {
        try {
            return header == null ? ModelMessage.NONE : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return ModelMessage.NONE;
        }
    }

    /** By name, those that have a value, in the order in which they are written. */
    public Map<String, String> write() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(ROLE, role == null ? null : role.configName());
        texts.put(PARENT, parent);
        texts.put(PUBLISHER, publisher);
        texts.put(ACTIVATION, activation);
        texts.put(FORCE, forced ? "true" : null);
        texts.put(ANSWERS, answers == ModelMessage.NONE ? null : Long.toString(answers));
        texts.values().removeIf(text -> text == null);
        return texts;
    }

    /** Event time from which on the model scores, ms; empty where there is none, or the text is no event time. */
    public OptionalLong activationMillis() {
        if (activation == null) {
            return OptionalLong.empty();
        }
        try {
            Instant instant = Instant.parse(activation);
            boolean fits = !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST);
            return fits ? OptionalLong.of(instant.toEpochMilli()) : OptionalLong.empty();
        } catch (DateTimeParseException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether a job wrote its champion back after it refused a message. */
    public boolean isAnswer() {
        return answers != ModelMessage.NONE;
    }

    /** The same with another activation. */
    public ModelHeaders withActivation(String other) {
        return new ModelHeaders(role, parent, publisher, other, forced, answers);
    }
}
