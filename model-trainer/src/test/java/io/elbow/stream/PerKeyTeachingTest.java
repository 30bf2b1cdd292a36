// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.RefreshOptions;
import io.elbow.data.Dataset;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Standardizer;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.testing.RandomModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows of a table enter a key's statistics. */
class PerKeyTeachingTest {
    private static final double RATE = 1e-4;
    private static final double GUARD = RefreshOptions.DEFAULT.guard();
    private static final int BUCKET_MILLIS = 100;
    private static final int ORDINARY = 50;

    private final ModelArtifact model = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 1, 1, 0), 3);
    private final Manifest manifest = knowing("k", 2_000);
    private final Manifest ofYoungKey = knowing("k", 1_300);

    private Manifest knowing(String key, float rows) {
        return RandomModels.withPerKey(
                model.manifest(),
                new PerKeyFit(
                        new PerKeyOptions(10, Duration.ofMillis(BUCKET_MILLIS), null),
                        new float[] {0.5f},
                        List.of(key),
                        new float[] {rows},
                        new float[] {0},
                        new float[] {1}));
    }

    @Test
    void aRowAmongTheRarestHundredthChangesNothingAlthoughItRaisesNoAlert() {
        Verdict[] with = verdicts(manifest, manifest.calibration().threshold(0.005));
        assertThat(with[ORDINARY].anomaly()).isFalse();
        assertThat(with[ORDINARY].pValue()).isGreaterThan(RATE).isLessThan(GUARD);
        assertThat(last(with)).isEqualTo(last(verdicts(manifest)));
    }

    @Test
    void aLessRareRowChangesTheStatistics() {
        Verdict[] with = verdicts(manifest, manifest.calibration().threshold(0.05));
        assertThat(with[ORDINARY].pValue()).isGreaterThan(GUARD);
        assertThat(last(with)).isNotEqualTo(last(verdicts(manifest)));
    }

    @Test
    void anotherGuardKeepsTheMoreOrdinaryRowOutToo() {
        double score = manifest.calibration().threshold(0.05);
        Verdict[] with = verdicts(manifest, Judge.of(manifest, RATE, 0.1), score);
        assertThat(with[ORDINARY].pValue()).isGreaterThan(GUARD).isLessThan(0.1);
        assertThat(last(with)).isEqualTo(last(verdicts(manifest)));
    }

    @Test
    void ofAKeyOfWhichLittleIsKnownARareRowTeachesToo() {
        Verdict[] with = verdicts(ofYoungKey, manifest.calibration().threshold(0.005));
        assertThat(with[ORDINARY].pValue()).isGreaterThan(RATE).isLessThan(GUARD);
        assertThat(last(with)).isNotEqualTo(last(verdicts(ofYoungKey)));
    }

    private static double last(Verdict[] verdicts) {
        return verdicts[verdicts.length - 1].score();
    }

    /**
     * The verdicts on ordinary rows of one bucket, rows with these scores after them, and one row of the next bucket.
     */
    private Verdict[] verdicts(Manifest of, double... more) {
        return verdicts(of, Judge.of(of, RATE), more);
    }

    private Verdict[] verdicts(Manifest of, Judge judge, double... more) {
        double median = manifest.calibration().threshold(0.5);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < ORDINARY; i++) {
            rows.add(row(rows.size(), i, median + 0.01 * (i % 3)));
        }
        Arrays.stream(more).forEach(score -> rows.add(row(rows.size(), ORDINARY, score)));
        rows.add(row(rows.size(), BUCKET_MILLIS, median + 1));
        Verdict[] verdicts = new Verdict[rows.size()];
        new BatchScoring(of, new Identity(), judge, null)
                .score(new Dataset("rows", manifest.featureNames(), rows, List.of()), new TableSink() {
                    @Override
                    public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                        verdicts[(int) row.number()] = verdict;
                    }

                    @Override
                    public void late(Dataset.Row row) {
                        throw new IllegalStateException("row " + row.number() + " is late");
                    }
                });
        return verdicts;
    }

    /** A row of a key whose statistics in its first bucket are the global ones. */
    private Dataset.Row row(long number, long timestampMillis, double score) {
        return new Dataset.Row(
                number,
                "k",
                "",
                timestampMillis,
                new double[] {manifest.scaler().invert(0, score)},
                false);
    }

    /** A row's score is its one standardised value. */
    private static final class Identity implements Scorer {
        @Override
        public int inputDim() {
            return 1;
        }

        @Override
        public ElboTerms score(float[] rows, int batch) {
            return new ElboTerms(batch, 1, Arrays.copyOf(rows, batch), new float[batch]);
        }

        @Override
        public float[] expected(float[] rows, int batch) {
            return Arrays.copyOf(rows, batch);
        }

        @Override
        public void close() {
            // There is nothing to release.
        }
    }
}
