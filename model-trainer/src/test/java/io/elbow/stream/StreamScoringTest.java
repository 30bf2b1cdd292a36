// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Observation;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Verdict;
import io.elbow.testing.RandomModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One loop: however records are batched and wherever the keys' memories lie, each has the same verdict. */
class StreamScoringTest {
    private static final int FEATURES = 2;
    private static final int SHINGLE = 3;
    private static final int ROWS = 2_000;
    private static final long BUCKET_MILLIS = 100;
    private static final Duration GAP = Duration.ofMillis(200);
    private static final VaeSpec SPEC = RandomModels.spec(Likelihood.GAUSSIAN, FEATURES, SHINGLE, 0);
    private static final List<String> CONDITIONS = List.of("kind", "load");

    /** What models may have that goes through a key's memory. */
    private enum Case {
        ALIKE(false, false, false, 0.02),
        PER_KEY(true, false, false, 0.02),
        PER_KEY_BELOW_THE_GUARD(true, false, false, 0.001),
        SMOOTHED(false, true, false, 0.02),
        CONDITIONAL(false, false, true, 0.02),
        ALL_TOGETHER(true, true, true, 0.02);

        private final boolean perKey;
        private final boolean smoothed;
        private final boolean conditional;
        private final double rate;

        Case(boolean perKey, boolean smoothed, boolean conditional, double rate) {
            this.perKey = perKey;
            this.smoothed = smoothed;
            this.conditional = conditional;
            this.rate = rate;
        }

        ScoringModel model(long seed, long bucketMillis) {
            VaeSpec spec = conditional ? RandomModels.conditional(SPEC, ConditionPlacement.BOTH) : SPEC;
            ModelArtifact artifact = RandomModels.artifact(spec, seed);
            Manifest manifest = artifact.manifest();
            if (perKey) {
                manifest = RandomModels.withPerKey(manifest, fit(bucketMillis));
            }
            if (smoothed) {
                manifest = RandomModels.withSmoothing(manifest, new Smoothing(3, true));
            }
            return new ScoringModel(
                    artifact.modelId(), manifest, Judge.of(manifest, rate), new SquareScorer(spec), CONDITIONS);
        }
    }

    private static PerKeyFit fit(long bucketMillis) {
        PerKeyOptions options =
                new PerKeyOptions(20, Duration.ofMillis(bucketMillis), Duration.ofMillis(100 * bucketMillis));
        return new PerKeyFit(
                        options,
                        new float[] {0.5f, 0.5f},
                        List.of("k0"),
                        new float[] {50},
                        new float[] {2, 2},
                        new float[] {0.1f, 0.1f})
                .withWarmUp(30);
    }

    /** Each with models that change over time: one announced from the middle of the records on, and a challenger. */
    private record Swapping(ScoringModel previous, ScoringModel newest, ScoringModel challenger, long fromMillis)
            implements Models {
        @Override
        public ScoringModel at(long timestampMillis) {
            return timestampMillis < fromMillis ? previous : newest;
        }
    }

    private static List<Observation> records(ScoringModel model) {
        Random random = new Random(4);
        List<Observation> records = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < ROWS; i++) {
            time += random.nextInt(100) == 0 ? 3 * BUCKET_MILLIS : random.nextInt(10);
            int key = random.nextInt(5);
            double shift = random.nextInt(40) == 0 ? 12 : 0;
            double[] values = new double[FEATURES];
            for (int f = 0; f < FEATURES; f++) {
                values[f] = model.standardizer().invert(f, 3 + key + random.nextGaussian() + shift);
            }
            if (random.nextInt(20) == 0) {
                values[random.nextInt(FEATURES)] = Double.NaN;
            }
            String[] conditions = {random.nextInt(9) == 0 ? null : "db", random.nextInt(9) == 0 ? "?" : "0.7"};
            long late = random.nextInt(50) == 0 ? 1_000 : 0;
            records.add(new Observation("k" + key, time - late, values, conditions));
        }
        return records;
    }

    private static Heard heard(Models models, List<Observation> records, KeyStore store, int batchSize) {
        Heard heard = new Heard(true);
        StreamScoring.Settings settings = new StreamScoring.Settings(2, GAP, batchSize, true);
        StreamScoring<Integer> scoring = new StreamScoring<>(
                models, store, settings, scaler -> models.at(0).standardizer(), heard);
        for (int i = 0; i < records.size(); i++) {
            scoring.take(i, records.get(i));
            if (batchSize > 1 && i % 190 == 0) {
                scoring.flush();
            }
        }
        scoring.flush();
        return heard;
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void neitherBatchesNorTheStoreChangeAVerdict(Case of) {
        ScoringModel model = of.model(3, BUCKET_MILLIS);
        List<Observation> records = records(model);
        long middle = records.get(ROWS / 2).timestampMillis();
        List<Models> drivers = List.of(
                Models.only(model), new Swapping(model, of.model(5, 70), of.model(6, BUCKET_MILLIS / 4), middle));
        for (Models models : drivers) {
            Heard expected = heard(models, records, KeyStore.inMemory(), 1);
            assertThat(expected.verdicts.size() + expected.late.size() + expected.warmingUp.size())
                    .isEqualTo(ROWS);
            assertThat(expected.late).isNotEmpty();
            assertThat(expected.warmingUp).isNotEmpty();
            assertThat(expected.verdicts.values()).extracting(Verdict::anomaly).contains(true, false);
            for (int batchSize : new int[] {1, 7, 256}) {
                for (KeyStore store : List.of(KeyStore.inMemory(), new CopyingKeyStore())) {
                    Heard found = heard(models, records, store, batchSize);
                    assertThat(found.verdicts).isEqualTo(expected.verdicts);
                    assertThat(found.challengers).isEqualTo(expected.challengers);
                    assertThat(found.late).isEqualTo(expected.late);
                    assertThat(found.warmingUp).isEqualTo(expected.warmingUp);
                    assertThat(texts(found.shingles)).isEqualTo(texts(expected.shingles));
                }
            }
        }
    }

    private static Map<Integer, String> texts(Map<Integer, double[]> shingles) {
        Map<Integer, String> texts = new TreeMap<>();
        shingles.forEach((number, shingle) -> texts.put(number, Arrays.toString(shingle)));
        return texts;
    }

    private static Observation at(String key, long timestampMillis, double value) {
        return new Observation(key, timestampMillis, new double[] {value, value}, new String[2]);
    }

    private static StreamScoring<Integer> scoring(
            ScoringModel model, KeyStore store, int minRows, int batchSize, Heard heard) {
        return new StreamScoring<>(model, store, new StreamScoring.Settings(minRows, GAP, batchSize, true), heard);
    }

    @Test
    void aRecordReadsItsKeysMemoryOnceAndWritesItOnce() {
        for (Case of : Case.values()) {
            CopyingKeyStore store = new CopyingKeyStore();
            StreamScoring<Integer> scoring = scoring(of.model(3, BUCKET_MILLIS), store, 2, 1, new Heard(false));
            IntStream.range(0, 10).forEach(i -> scoring.take(i, at("k", i * BUCKET_MILLIS, i)));
            assertThat(store.gets).isEqualTo(10);
            assertThat(store.puts).isEqualTo(10);
            scoring.take(10, at("k", 0, 1));
            assertThat(store.gets).as("a late record reads").isEqualTo(11);
            assertThat(store.puts).as("and does not write").isEqualTo(10);
        }
    }

    @Test
    void recordsOfOneKeyInABatchReadAndWriteItsMemoryTogether() {
        CopyingKeyStore store = new CopyingKeyStore();
        StreamScoring<Integer> scoring = scoring(Case.ALL_TOGETHER.model(3, 1_000), store, 1, 10, new Heard(false));
        IntStream.range(0, 10).forEach(i -> scoring.take(i, at("k" + i % 2, i, i)));
        assertThat(store.gets).isEqualTo(2);
        assertThat(store.puts).isEqualTo(2);
    }

    @Test
    void aRecordOfALaterBucketIsScoredAfterThoseOfItsKeyThatWait() {
        Heard heard = new Heard(false);
        StreamScoring<Integer> scoring =
                scoring(Case.PER_KEY.model(3, BUCKET_MILLIS), KeyStore.inMemory(), 1, 256, heard);
        scoring.take(0, at("k1", 0, 1));
        scoring.take(1, at("k1", BUCKET_MILLIS - 1, 1));
        scoring.take(2, at("k2", BUCKET_MILLIS, 1));
        assertThat(heard.scored).as("they wait").isEmpty();
        scoring.take(3, at("k1", BUCKET_MILLIS, 1));
        assertThat(heard.scored).containsExactly(0, 1, 2);
        scoring.flush();
        assertThat(heard.scored).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aFullBatchOfAnyKeysIsScoredInOneCall() {
        ScoringModel model = Case.ALIKE.model(3, BUCKET_MILLIS);
        StreamScoring<Integer> scoring = scoring(model, KeyStore.inMemory(), 1, 3, new Heard(false));
        IntStream.range(0, 7).forEach(i -> scoring.take(i, at("k" + i % 2, i, 1)));
        scoring.flush();
        assertThat(((SquareScorer) model.scorer()).batches).containsExactly(3, 3, 1);
    }

    @Test
    void aShingleIsThatOfTheRecordsArrivalThoughItsKeyWentOn() {
        Heard heard = new Heard(true);
        StreamScoring<Integer> scoring =
                scoring(Case.ALIKE.model(3, BUCKET_MILLIS), KeyStore.inMemory(), 1, 256, heard);
        IntStream.rangeClosed(1, 4).forEach(i -> scoring.take(i, at("k", i, i)));
        scoring.flush();
        assertThat(heard.shingles.get(1)).containsExactly(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1, 1);
        assertThat(heard.shingles.get(3)).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(heard.shingles.get(4)).containsExactly(2, 2, 3, 3, 4, 4);
    }

    @Test
    void noOtherModelIsLetInWhileRecordsWait() {
        StreamScoring<Integer> scoring =
                scoring(Case.ALIKE.model(3, BUCKET_MILLIS), KeyStore.inMemory(), 1, 256, new Heard(false));
        scoring.take(0, at("k", 0, 1));
        assertThatThrownBy(scoring::renew).isInstanceOf(IllegalStateException.class);
        scoring.flush();
        scoring.renew();
    }
}
