// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import java.util.Map;

/**
 * Something that happened to a detector's models: a message of the events topic.
 *
 * @param event one of the words below
 * @param timestampMillis event time
 * @param model id of the model that it is about; null: there is none
 * @param parent id of the model that it was made from; null: none, or not known
 * @param reason one line for people; null: nothing to add
 * @param figures what was measured, by name
 */
public record DetectorEvent(
        String event,
        String detector,
        long timestampMillis,
        String model,
        String parent,
        String reason,
        Map<String, Double> figures) {
    /** A model was fitted and compared with the champion. */
    public static final String FITTED = "fitted";
    /** A model may not take over: the comparison's verdict, or the job's at the promotion policy. */
    public static final String REFUSED = "refused";
    /** A model went to the models topic. */
    public static final String PUBLISHED = "published";
    /** A model scores and alerts from now on. */
    public static final String ACTIVATED = "activated";
    /** An earlier model scores and alerts again. */
    public static final String ROLLED_BACK = "rolled-back";
    /** A fit came to no end. */
    public static final String FAILED = "failed";
    /** A model scores as challenger from now on. */
    public static final String SHADOWING = "shadowing";
    /** A challenger became champion. */
    public static final String PROMOTED = "promoted";
    /** A challenger is gone. */
    public static final String DROPPED = "dropped";
}
