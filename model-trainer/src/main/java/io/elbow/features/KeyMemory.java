// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.budget.SurpriseState;

/**
 * All that one key remembers between two of its records, whatever models look at it.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class KeyMemory {
    public SeriesState series = new SeriesState();

    /** Null: no model that standardises by key has scored a record of this one. */
    public KeyStatistics statistics;

    /** The average of the scores that alert; null: no model smoothed them. */
    public SmoothedScore smoothed;

    /** The same of the challenger's scores. */
    public SmoothedScore challengerSmoothed;

    /** What the next rates and differences are taken from; null: no feature is one. */
    public PreviousValues previous;

    /** How surprising the key's scores were; null: no record of this one was scored under a budget. */
    public SurpriseState surprise;

    /** Number of the list of features that all of this is by, where one job has seen several. */
    public int layout;
}
