// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.data.Observation;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Verdict;

/** Rows on their way to one call of a model's scorer, and what it makes of them. */
final class MicroBatch {
    private final ScoringModel model;
    private final float[] rows;
    private final Verdict[] verdicts;
    private final double[] unseen;
    private ElboTerms terms;

    MicroBatch(ScoringModel model, int capacity) {
        this.model = model;
        this.rows = new float[capacity * model.rowWidth()];
        this.verdicts = new Verdict[capacity];
        this.unseen = new double[capacity];
    }

    ScoringModel model() {
        return model;
    }

    /** [at least batch * rowWidth], row-major, standardised. */
    float[] rows() {
        return rows;
    }

    ElboTerms terms() {
        return terms;
    }

    Verdict verdict(int row) {
        return verdicts[row];
    }

    /** Puts what else judges a row in the place of its p-value. */
    Verdict judged(int row, boolean anomaly, boolean critical) {
        verdicts[row] = verdicts[row].judged(anomaly, critical);
        return verdicts[row];
    }

    /** Writes the key's shingle as it is now, and its newest row's condition. */
    void put(int row, Observation newest, SeriesState series, Standardizer by) {
        unseen[row] = model.unseenCost(newest.conditions());
        int from = row * model.rowWidth();
        series.shingle(by, model.shingleLength(), rows, from);
        model.conditions().encode(newest.conditions(), newest.timestampMillis(), rows, from + model.inputDim());
    }

    /** Asks the scorer for the first so many rows. */
    void score(int count) {
        terms = model.scorer().score(rows, count);
    }

    /** Judges a row by itself. */
    Verdict judge(int row) {
        verdicts[row] = model.judge().judge(terms, row, rows, Smoothing.NOTHING, unseen[row]);
        return verdicts[row];
    }

    /**
     * Judges a row and carries on the average of its key's scores.
     *
     * @param startedMillis when the key's series last started anew
     */
    Verdict judge(int row, SmoothedScore average, long startedMillis) {
        double before = average.before(startedMillis, model.hash());
        verdicts[row] = model.judge().judge(terms, row, rows, before, unseen[row]);
        average.keep(verdicts[row].smoothed(), startedMillis, model.hash());
        return verdicts[row];
    }
}
