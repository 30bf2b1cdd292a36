// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Manifest;
import io.elbow.data.Dataset;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Scores a table as the job would score the same rows as a stream: one {@link SeriesState} a key, late rows without a
 * score, batches across keys.
 */
public final class BatchScoring {
    private static final int BATCH = 256;

    /** Takes the rows' outcomes in the table's order. */
    public interface Sink {
        /** @param featureNats [features], adding up to the verdict's reconstruction */
        void scored(Dataset.Row row, Verdict verdict, double[] featureNats);

        /** A row older than the newest before it for its key: the stream rejects it. */
        void late(Dataset.Row row);
    }

    private final Manifest manifest;
    private final Scorer scorer;
    private final Judge judge;
    private final Duration gap;
    private final Map<String, SeriesState> states = new HashMap<>();
    private final Dataset.Row[] pending = new Dataset.Row[BATCH];
    private final boolean[] pendingLate = new boolean[BATCH];
    private final long[] pendingStarted = new long[BATCH];
    private final Map<String, SmoothedScore> smoothed = new HashMap<>();
    private final float[] shingles;
    private int count;

    /** @param gap event time after which a shingle starts anew; null: never */
    public BatchScoring(Manifest manifest, Scorer scorer, double rate, Duration gap) {
        this.manifest = manifest;
        this.scorer = scorer;
        this.gap = gap;
        judge = Judge.of(manifest, rate);
        shingles = new float[BATCH * manifest.spec().inputDim()];
    }

    public Judge judge() {
        return judge;
    }

    /** Scores every row; the sink hears of them in order. */
    public void score(Dataset dataset, Sink sink) {
        for (Dataset.Row row : dataset.rows()) {
            take(row);
            if (count == BATCH) {
                flush(sink);
            }
        }
        flush(sink);
    }

    private void take(Dataset.Row row) {
        SeriesState state = states.computeIfAbsent(row.key(), key -> new SeriesState());
        int length = manifest.spec().shingleLength();
        pending[count] = row;
        pendingLate[count] = state.isLate(row.timestampMillis());
        if (!pendingLate[count]) {
            state.append(row.values(), row.timestampMillis(), length, gap);
            pendingStarted[count] = state.startedMillis;
            state.shingle(
                    manifest.scaler(), length, shingles, count * manifest.spec().inputDim());
        }
        count++;
    }

    private void flush(Sink sink) {
        if (count == 0) {
            return;
        }
        ElboTerms terms = scorer.score(shingles, count);
        for (int i = 0; i < count; i++) {
            if (pendingLate[i]) {
                sink.late(pending[i]);
            } else {
                SmoothedScore average = smoothed.computeIfAbsent(pending[i].key(), key -> new SmoothedScore());
                Verdict verdict = judge.judge(terms, i, shingles, average.before(pendingStarted[i], 0));
                average.keep(verdict.smoothed(), pendingStarted[i], 0);
                sink.scored(pending[i], verdict, judge.featureNats(terms, i, shingles));
            }
        }
        count = 0;
    }
}
