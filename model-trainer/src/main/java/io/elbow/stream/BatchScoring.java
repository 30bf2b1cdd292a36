// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.artifact.Manifest;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Scores a table as the job would score the same rows as a stream; late rows have no score. */
public final class BatchScoring {
    private static final int BATCH = 256;

    private final Manifest manifest;
    private final Scorer scorer;
    private final Judge judge;
    private final StreamScoring.Settings settings;
    private final KeyStore keys = KeyStore.inMemory();
    private long unseen;

    /** @param gap event time after which a shingle starts anew; null: never */
    public BatchScoring(Manifest manifest, Scorer scorer, double rate, Duration gap) {
        this(manifest, scorer, Judge.of(manifest, rate), gap);
    }

    /** The same with verdicts of the caller's choice. */
    public BatchScoring(Manifest manifest, Scorer scorer, Judge judge, Duration gap) {
        this.manifest = manifest;
        this.scorer = scorer;
        this.judge = judge;
        settings = new StreamScoring.Settings(1, gap, BATCH, false);
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
    public void score(Dataset dataset, TableSink sink) {
        score(dataset.conditions(), dataset.rows(), sink);
    }

    /**
     * The same of rows that need not lie in memory.
     *
     * @param conditionColumns what the rows' conditions are
     */
    public void score(List<String> conditionColumns, Iterable<Dataset.Row> rows, TableSink sink) {
        InOrder inOrder = new InOrder(sink);
        // No key's memory outlives the model, so its id is of no matter.
        ScoringModel model = new ScoringModel("", manifest, judge, scorer, conditionColumns);
        StreamScoring<Dataset.Row> scoring = new StreamScoring<>(model, keys, settings, inOrder);
        for (Dataset.Row row : rows) {
            inOrder.taken++;
            scoring.take(row, new Observation(row.key(), row.timestampMillis(), row.values(), row.conditions()));
        }
        scoring.flush();
    }

    /** Holds late rows back while rows before them wait for their verdicts. */
    private final class InOrder implements StreamScoring.Output<Dataset.Row> {
        private record Late(long number, Dataset.Row row) {}

        private final TableSink sink;
        private final Queue<Late> late = new ArrayDeque<>();
        private long taken;
        private long passedOn;

        InOrder(TableSink sink) {
            this.sink = sink;
        }

        @Override
        public void late(Dataset.Row row, long newestMillis) {
            late.add(new Late(taken, row));
            passLateOn();
        }

        private void passLateOn() {
            while (!late.isEmpty() && late.element().number == passedOn + 1) {
                sink.late(late.remove().row);
                passedOn++;
            }
        }

        @Override
        public void scored(ModelBatch<Dataset.Row> batch) {
            ScoringModel model = batch.model();
            for (int i = 0; i < batch.size(); i++) {
                Dataset.Row row = batch.record(i);
                unseen += model.conditions().unseen(row.conditions()).length > 0 ? 1 : 0;
                sink.taken(row, batch.rows(), i * model.rowWidth());
                sink.scored(
                        row,
                        batch.verdict(i),
                        judge.featureNats(batch.terms(), i, batch.rows()),
                        batch.standardizer(i));
                passedOn++;
                passLateOn();
            }
        }
    }
}
