// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

/**
 * What {@link KeySurprise} remembers of one key.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class SurpriseState {
    public RecentPast past = new RecentPast();

    /** Null: the key is not anomalous. */
    public AnomalousRun run;

    /** Of the model that all of this is by. */
    public SurpriseScale scale;

    /** Records of the key so far, up to {@link Candidate#YOUNG}. */
    public int records;
}
