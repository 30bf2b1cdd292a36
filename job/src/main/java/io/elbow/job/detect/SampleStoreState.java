// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/**
 * What a refresh remembers in addition to its samples.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in operator state as a POJO, as
 * {@link RefreshMemory}.
 */
public class SampleStoreState {
    /** Event time from which the span to the next refresh counts, ms. */
    public long sinceMillis = Long.MIN_VALUE;

    /** Normal records since the last refresh. */
    public long normals;

    public boolean requested;
    public boolean drifted;

    /** Of the drift test. */
    public double[] driftSums = new double[0];

    /** Id of the champion that the drift test is about; null: none yet. */
    public String champion;

    /** Keys with an incident under way; what follows is in their order. */
    public String[] spanKeys = new String[0];

    public long[] spanFirstMillis = new long[0];
    public long[] spanLastMillis = new long[0];
    public boolean[] spanAccepted = new boolean[0];

    /** Keys with an anomaly not long ago, and its event time, ms. */
    public String[] anomalyKeys = new String[0];

    public long[] anomalyMillis = new long[0];

    /** Event time of the newest anomaly that there was no room for, ms. */
    public long anomalyForgottenMillis = Long.MIN_VALUE;

    /** Event times at which all keys with withheld records, and with incidents under way, were looked at last, ms. */
    public long guardSweptMillis = Long.MIN_VALUE;

    public long shiftSweptMillis = Long.MIN_VALUE;

    /** Newest event time that all records have reached, ms. */
    public long eventTimeMillis = Long.MIN_VALUE;

    /** The models topic's keys of published artifacts, oldest first. */
    public String[] keptKeys = new String[0];

    /** Id of the model that was published and has not come back from the topic; null: none. */
    public String awaited;
}
