// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.ShadowReport;
import io.elbow.protocol.EncodedModel;

/**
 * What the promotion policy remembers: which model is champion, the bytes of the one before it and of the challenger,
 * and how the challenger does. Two artifacts at most.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in state as a POJO, as {@link DoorMemory}.
 */
public class PromotionState {
    /** Id of the champion; null before the scorers said which. */
    public String champion;

    public String championParent;

    /** The champion's predecessor; null: none is known. */
    public String previous;

    public String previousParent;
    public byte[] previousArtifact;

    /** The model that runs as challenger; null: none does. */
    public String challenger;

    public String challengerParent;

    /** Null until the scorers' first subtask sent it: other subtasks' counts may come before. */
    public byte[] challengerArtifact;

    /** The rate that the challenger promises. */
    public double alertRate;

    public ShadowReport report = new ShadowReport();

    /** Event time at which the challenger began; {@link Long#MIN_VALUE}: there was none yet. */
    public long startedMillis = Long.MIN_VALUE;

    /** Whether the end of the span was reported. */
    public boolean reported;

    /** Whether the challenger was promoted or dropped, which the scorers have not heard of yet. */
    public boolean decided;

    /** The last challenger that is gone: counts of it may still come. */
    public String ended;

    EncodedModel previous() {
        return new EncodedModel(previous, previousParent, previousArtifact);
    }

    EncodedModel challenger() {
        return new EncodedModel(challenger, challengerParent, challengerArtifact);
    }

    boolean hasChallenger() {
        return challenger != null;
    }

    /** Takes a challenger, at first by name alone. */
    void challenge(String model) {
        forgetChallenger();
        challenger = model;
    }

    void forgetChallenger() {
        ended = challenger == null ? ended : challenger;
        challenger = null;
        challengerParent = null;
        challengerArtifact = null;
        alertRate = 0;
        report = new ShadowReport();
        startedMillis = Long.MIN_VALUE;
        reported = false;
        decided = false;
    }
}
