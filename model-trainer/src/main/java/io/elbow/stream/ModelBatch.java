// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.data.Observation;
import io.elbow.features.KeyMemory;
import io.elbow.features.SmoothedScore;
import io.elbow.features.Standardizer;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records that one model scores together and, where a challenger runs, the same records as that one sees them; in the
 * order in which they came.
 *
 * @param <R> the records
 */
public final class ModelBatch<R> {
    private final int capacity;
    private final List<WaitingRow<R>> waiting = new ArrayList<>();
    private final MicroBatch own;
    private final MicroBatch challengers;
    private final RowSurprise[] surprises;

    /** What the p-values say, whatever decides. */
    private final boolean[] beyondRate;

    private long nanos;
    private long challengerNanos;

    /** @param challenger null: none runs */
    ModelBatch(ScoringModel model, ScoringModel challenger, int capacity) {
        this.capacity = capacity;
        this.own = new MicroBatch(model, capacity);
        this.surprises = new RowSurprise[capacity];
        Arrays.fill(surprises, RowSurprise.NONE);
        this.beyondRate = new boolean[capacity];
        this.challengers = challenger == null ? null : new MicroBatch(challenger, capacity);
    }

    boolean isFull() {
        return waiting.size() == capacity;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(WaitingRow<R> row) {
        int at = waiting.size();
        own.put(at, row.observation, row.memory.series, row.own);
        if (challengers != null) {
            challengers.put(at, row.observation, row.memory.series, row.challengers);
        }
        waiting.add(row);
    }

    /** Lets the models judge the records, which teaches their keys' memories. */
    void score(KeyScalers scalers) {
        long start = System.nanoTime();
        own.score(size());
        for (int row = 0; row < size(); row++) {
            WaitingRow<R> of = waiting.get(row);
            Verdict verdict = judge(row, of);
            if (!verdict.anomaly() || of.warming) {
                scalers.teach(
                        model(), of.memory, of.observation, model().judge().isRare(verdict));
            }
        }
        nanos = System.nanoTime() - start;
        if (challengers != null) {
            challenge();
        }
    }

    private Verdict judge(int row, WaitingRow<R> of) {
        Verdict verdict = model().smooths() ? own.judge(row, smoothed(of.memory), of.startedMillis) : own.judge(row);
        beyondRate[row] = verdict.anomaly();
        SurpriseJudge judge = model().surprises();
        if (judge == null) {
            return verdict;
        }
        of.memory.surprise = judge.current(of.memory.surprise);
        surprises[row] = judge.take(of.memory.surprise, verdict.score(), of.observation.timestampMillis());
        return own.judged(row, surprises[row].anomaly(), surprises[row].critical());
    }

    /** A challenger is judged by its p-values, budget or not. */
    private void challenge() {
        long start = System.nanoTime();
        challengers.score(size());
        for (int row = 0; row < size(); row++) {
            WaitingRow<R> of = waiting.get(row);
            if (challengers.model().smooths()) {
                challengers.judge(row, challengerSmoothed(of.memory), of.startedMillis);
            } else {
                challengers.judge(row);
            }
        }
        challengerNanos = System.nanoTime() - start;
    }

    private static SmoothedScore smoothed(KeyMemory memory) {
        if (memory.smoothed == null) {
            memory.smoothed = new SmoothedScore();
        }
        return memory.smoothed;
    }

    private static SmoothedScore challengerSmoothed(KeyMemory memory) {
        if (memory.challengerSmoothed == null) {
            memory.challengerSmoothed = new SmoothedScore();
        }
        return memory.challengerSmoothed;
    }

    void clear() {
        waiting.clear();
    }

    public ScoringModel model() {
        return own.model();
    }

    /** Null: none runs. */
    public ScoringModel challenger() {
        return challengers == null ? null : challengers.model();
    }

    public int size() {
        return waiting.size();
    }

    public R record(int row) {
        return waiting.get(row).record;
    }

    public Observation observation(int row) {
        return waiting.get(row).observation;
    }

    /** Event time of the key's record before it; {@link Long#MIN_VALUE}: there is none. */
    public long previousMillis(int row) {
        return waiting.get(row).previousMillis;
    }

    /**
     * The shingle in the user's units, [length * features], oldest row first, rows not there yet as NaN in front. Only
     * of a loop that was asked to keep shingles.
     */
    public double[] shingle(int row) {
        return waiting.get(row).shingle();
    }

    /** Whether a record's key is so new that its verdict rests on what is known of other keys. */
    public boolean isWarming(int row) {
        return waiting.get(row).warming;
    }

    /** What standardised a record for the model. */
    public Standardizer standardizer(int row) {
        return waiting.get(row).own;
    }

    /** What standardised a record for the challenger. */
    public Standardizer challengerStandardizer(int row) {
        return waiting.get(row).challengers;
    }

    /** [at least size * rowWidth], row-major: what the model's scorer was handed. Not to be kept. */
    public float[] rows() {
        return own.rows();
    }

    /** What the model's scorer answered. */
    public ElboTerms terms() {
        return own.terms();
    }

    public Verdict verdict(int row) {
        return own.verdict(row);
    }

    /** How surprising a record is for its key; {@link RowSurprise#NONE} without a budget. */
    public RowSurprise surprise(int row) {
        return surprises[row];
    }

    /** Whether an alert may show a record, so that its costs are to be explained. */
    public boolean isExplained(int row) {
        return own.verdict(row).anomaly() || surprises[row].candidate();
    }

    /** Whether a record's p-value is at most the alert rate, by which a challenger is judged too, budget or not. */
    public boolean isBeyondRate(int row) {
        return beyondRate[row];
    }

    public Verdict challengerVerdict(int row) {
        return challengers.verdict(row);
    }

    /** How long the model took to judge the records, ns. */
    public long nanos() {
        return nanos;
    }

    /** The same of the challenger. */
    public long challengerNanos() {
        return challengerNanos;
    }
}
