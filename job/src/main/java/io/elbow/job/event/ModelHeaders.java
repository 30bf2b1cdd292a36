// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/** The headers of the models topic's messages that the job knows. */
public final class ModelHeaders {
    public static final String ROLE = "role";
    public static final String PARENT = "parent";
    public static final String PUBLISHER = "publisher";

    /** Event time from which on a champion scores. */
    public static final String ACTIVATION = "activation";

    /** {@code true}: taken whatever model it was made from. */
    public static final String FORCE = "force";

    /** On what the job wrote back: the offset of the message that it refused. */
    public static final String ANSWERS = "answers";

    private ModelHeaders() {}
}
