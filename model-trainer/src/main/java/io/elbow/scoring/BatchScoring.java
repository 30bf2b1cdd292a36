// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Manifest;
import io.elbow.data.Dataset;
import io.elbow.features.ConditionReader;
import io.elbow.features.KeyScaling;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import io.elbow.features.Standardizer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores a table as the job would score the same rows as a stream: one {@link SeriesState} a key, late rows without a
 * score, batches across keys.
 */
public final class BatchScoring {
    private static final int BATCH = 256;

    /** Takes the rows' outcomes in the table's order. */
    public interface Sink {
        /**
         * A row on its way to the scorer; {@link #scored} follows.
         *
         * @param inputs the row's numbers, standardised, its condition's behind them, from {@code from}; not to be kept
         */
        default void taken(Dataset.Row row, float[] inputs, int from) {}

        /**
         * Takes a scored row.
         *
         * @param featureNats [features], adding up to the verdict's reconstruction
         */
        void scored(Dataset.Row row, Verdict verdict, double[] featureNats);

        /** Likewise, for those who ask what standardised the row. */
        default void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
            scored(row, verdict, featureNats);
        }

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
    private final Standardizer[] pendingScaler = new Standardizer[BATCH];
    private final KeyScaling scaling;
    private final Map<String, SmoothedScore> smoothed = new HashMap<>();
    private final float[] shingles;
    private ConditionReader conditions;
    private long unseen;
    private int count;

    /**
     * With the guard that a yaml has by default.
     *
     * @param gap event time after which a shingle starts anew; null: never
     */
    public BatchScoring(Manifest manifest, Scorer scorer, double rate, Duration gap) {
        this(manifest, scorer, Judge.of(manifest, rate), gap);
    }

    /** @param gap event time after which a shingle starts anew; null: never */
    public BatchScoring(Manifest manifest, Scorer scorer, Judge judge, Duration gap) {
        this.manifest = manifest;
        this.scorer = scorer;
        this.gap = gap;
        this.judge = judge;
        scaling = new KeyScaling(manifest.scaler(), manifest.perKey());
        shingles = new float[BATCH * manifest.spec().rowWidth()];
    }

    public Judge judge() {
        return judge;
    }

    /** Rows scored so far whose condition was missing or in no training row. */
    public long unseen() {
        return unseen;
    }

    /**
     * Scores every row; the sink hears of them in order.
     *
     * @throws io.elbow.config.BadInputException naming the model's conditions that the table lacks
     */
    public void score(Dataset dataset, Sink sink) {
        score(dataset.conditions(), dataset.rows(), sink);
    }

    /**
     * The same of rows that need not lie in memory.
     *
     * @param conditionColumns what the rows' conditions are
     */
    public void score(List<String> conditionColumns, Iterable<Dataset.Row> rows, Sink sink) {
        conditions = new ConditionReader(manifest.conditions(), conditionColumns);
        for (Dataset.Row row : rows) {
            if (scaling.crosses(row.key(), row.timestampMillis()) && isPending(row.key())) {
                flush(sink);
            }
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
            int at = count * manifest.spec().rowWidth();
            pendingScaler[count] = scaling.at(row.key(), row.timestampMillis());
            state.shingle(pendingScaler[count], length, shingles, at);
            conditions.encode(
                    row.conditions(),
                    row.timestampMillis(),
                    shingles,
                    at + manifest.spec().inputDim());
            unseen += conditions.unseen(row.conditions()).length > 0 ? 1 : 0;
        }
        count++;
    }

    private boolean isPending(String key) {
        return IntStream.range(0, count).anyMatch(i -> pending[i].key().equals(key));
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
                if (!verdict.anomaly()) {
                    scaling.take(pending[i].key(), pending[i].values(), judge.isRare(verdict));
                }
                sink.taken(pending[i], shingles, i * manifest.spec().rowWidth());
                sink.scored(pending[i], verdict, judge.featureNats(terms, i, shingles), pendingScaler[i]);
            }
        }
        count = 0;
    }
}
