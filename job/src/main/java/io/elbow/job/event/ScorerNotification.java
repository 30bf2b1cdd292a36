// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import io.elbow.protocol.EncodedModel;

/**
 * What the scorers report to the promotion policy; one component but the time is not null.
 *
 * @param timestampMillis event time
 * @param command what the control topic asked for
 */
public record ScorerNotification(
        long timestampMillis,
        Champion champion,
        Challenger challenger,
        Ended ended,
        Counts counts,
        ControlMessage command) {
    /**
     * A model is champion from now on.
     *
     * @param parent id of the model that it was made from, or null
     * @param replaced its predecessor; null: it has none
     */
    public record Champion(String model, String parent, EncodedModel replaced) {}

    /**
     * A model runs as challenger from now on.
     *
     * @param alertRate the rate that it promises
     */
    public record Challenger(EncodedModel model, double alertRate) {}

    /** A challenger no longer runs, by a message of the models topic. */
    public record Ended(String model) {}

    /**
     * Champion and challenger scored records.
     *
     * @param report what was counted since the last one
     */
    public record Counts(String challenger, ShadowReport report) {}

    public static ScorerNotification of(long timestampMillis, Champion champion) {
        return new ScorerNotification(timestampMillis, champion, null, null, null, null);
    }

    public static ScorerNotification of(long timestampMillis, Challenger challenger) {
        return new ScorerNotification(timestampMillis, null, challenger, null, null, null);
    }

    public static ScorerNotification of(long timestampMillis, Ended ended) {
        return new ScorerNotification(timestampMillis, null, null, ended, null, null);
    }

    public static ScorerNotification of(long timestampMillis, Counts counts) {
        return new ScorerNotification(timestampMillis, null, null, null, counts, null);
    }

    public static ScorerNotification of(long timestampMillis, ControlMessage command) {
        return new ScorerNotification(timestampMillis, null, null, null, null, command);
    }
}
