// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * What the scorers tell the promotion policy.
 *
 * @param model id of the model that it is about; null for a command
 * @param parent id of the model that it was made from, or null
 * @param artifact {@link Kind#CHAMPION}: bytes of the model that was replaced, or null; {@link Kind#CHALLENGER}: its
 *     own; else null
 * @param replaced id of the model that was replaced, or null
 * @param replacedParent id of the model that that one was made from, or null
 * @param timestampMillis event time
 * @param alertRate {@link Kind#CHALLENGER}: the rate that it promises; else 0
 * @param report {@link Kind#COUNTS}: what was counted since the last one; else null
 * @param command {@link Kind#COMMAND}: what was asked for; else null
 */
public record ScorerNotification(
        Kind kind,
        String model,
        String parent,
        byte[] artifact,
        String replaced,
        String replacedParent,
        long timestampMillis,
        double alertRate,
        ShadowReport report,
        ControlMessage command) {
    /** What happened. */
    public enum Kind {
        /** A model is champion from now on. */
        CHAMPION,
        /** A model runs beside the champion from now on. */
        CHALLENGER,
        /** It no longer does, by a message of the models topic. */
        ENDED,
        /** Both scored records. */
        COUNTS,
        /** The control topic said something. */
        COMMAND
    }

    /**
     * A model is champion from now on.
     *
     * @param replacedArtifact its predecessor's bytes; null: it has none
     */
    public static ScorerNotification champion(
            String model,
            String parent,
            byte[] replacedArtifact,
            String replaced,
            String replacedParent,
            long timestampMillis) {
        return new ScorerNotification(
                Kind.CHAMPION,
                model,
                parent,
                replacedArtifact,
                replaced,
                replacedParent,
                timestampMillis,
                0,
                null,
                null);
    }

    /** A model runs beside the champion from now on. */
    public static ScorerNotification challenger(
            String model, String parent, byte[] artifact, long timestampMillis, double alertRate) {
        return new ScorerNotification(
                Kind.CHALLENGER, model, parent, artifact, null, null, timestampMillis, alertRate, null, null);
    }

    /** The challenger is gone. */
    public static ScorerNotification ended(String model, long timestampMillis) {
        return new ScorerNotification(Kind.ENDED, model, null, null, null, null, timestampMillis, 0, null, null);
    }

    /** Champion and challenger scored records. */
    public static ScorerNotification counts(String challenger, ShadowReport report, long timestampMillis) {
        return new ScorerNotification(
                Kind.COUNTS, challenger, null, null, null, null, timestampMillis, 0, report, null);
    }

    /** The control topic said something. */
    public static ScorerNotification command(ControlMessage command, long timestampMillis) {
        return new ScorerNotification(Kind.COMMAND, null, null, null, null, null, timestampMillis, 0, null, command);
    }
}
