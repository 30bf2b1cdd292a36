// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Bound;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.features.Conditions;
import io.elbow.features.SeriesState;
import io.elbow.testing.DebianTools;
import io.elbow.testing.RandomModels;
import io.elbow.testing.TestSpecs;
import io.elbow.vae.Scorers;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the artifact means the same in another language: numpy alone reads it and gives equal scores. */
class NumpyAgreementTest {
    private static final int ROWS = 60;
    private static final String MODEL = "model.safetensors";
    private static final String TABLE = "rows.csv";
    private static String python;
    private static NumpyProcess numpy;

    @TempDir
    private Path folder;

    @BeforeAll
    static void findPython() throws Exception {
        python = DebianTools.assumePythonWithNumpy();
        numpy = NumpyProcess.start(python, script());
    }

    @AfterAll
    static void endPython() {
        if (numpy != null) {
            numpy.close();
        }
    }

    static Stream<Arguments> models() {
        return Arrays.stream(Likelihood.values())
                .flatMap(likelihood -> Stream.of(1, 3)
                        .flatMap(shingle ->
                                Stream.of(0, 16).map(samples -> Arguments.of(likelihood, shingle, samples))));
    }

    @ParameterizedTest
    @MethodSource("models")
    void numpyGivesEqualScores(Likelihood likelihood, int shingle, int samples) throws Exception {
        agrees(RandomModels.artifact(RandomModels.spec(likelihood, 5, shingle, samples), 21));
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void numpyGivesEqualScoresOfEveryActivation(Activation activation) throws Exception {
        VaeSpec spec = TestSpecs.vae(5, 3, List.of(13, 7), 4, activation, Likelihood.GAUSSIAN, 0.3, 16);
        agrees(RandomModels.artifact(spec, 21));
    }

    @Test
    void numpyGivesEqualScoresBehindASigmoid() throws Exception {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 1, 16);
        agrees(RandomModels.artifact(TestSpecs.withDecoderOutput(spec, DecoderOutput.SIGMOID), 21));
    }

    @Test
    void numpyGivesEqualScoresWhereTheEncoderSeesOnlySoFar() throws Exception {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 3, 16);
        agrees(RandomModels.artifact(TestSpecs.withEncoderReach(spec, 0.5), 21));
    }

    @ParameterizedTest
    @EnumSource(Bound.class)
    void numpyGivesEqualScoresOfSeveralMembers(Bound bound) throws Exception {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN_FEATURE, 5, 3, 16).withBound(bound, 16);
        agrees(RandomModels.artifact(spec.withMembers(4), 21));
    }

    static Stream<VaeSpec> otherModels() {
        Stream<VaeSpec> bounds = Arrays.stream(Likelihood.values())
                .flatMap(likelihood -> Stream.of(Bound.SGVB, Bound.IMPORTANCE_WEIGHTED)
                        .map(bound -> RandomModels.spec(likelihood, 5, 3, 16).withBound(bound, 16)));
        Stream<VaeSpec> autoencoders = Arrays.stream(Likelihood.values())
                .map(likelihood -> TestSpecs.withFamily(RandomModels.spec(likelihood, 5, 3, 0), Family.AUTOENCODER));
        Stream<VaeSpec> baselines = Stream.of(Family.PCA, Family.GAUSSIAN_MIXTURE)
                .map(family -> TestSpecs.withFamily(RandomModels.spec(Likelihood.GAUSSIAN, 5, 3, 0), family));
        return Stream.of(bounds, autoencoders, baselines).flatMap(specs -> specs);
    }

    @ParameterizedTest
    @MethodSource("otherModels")
    void numpyGivesEqualScoresForEveryBoundAndFamilyWhereFeaturesStoodStill(VaeSpec spec) throws Exception {
        agrees(RandomModels.stoodStill(spec, 21, 3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Bound.class,
            names = {"SGVB", "IMPORTANCE_WEIGHTED"})
    void numpyGivesEqualScoresForEveryBoundUnderACondition(Bound bound) throws Exception {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 3, 16).withBound(bound, 16);
        agrees(RandomModels.artifact(RandomModels.conditional(spec, ConditionPlacement.BOTH), 22));
    }

    @ParameterizedTest
    @EnumSource(ConditionPlacement.class)
    void numpyGivesEqualScoresUnderACondition(ConditionPlacement placement) throws Exception {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 5, 3, 16);
        agrees(RandomModels.artifact(RandomModels.conditional(spec, placement), 22));
    }

    private void agrees(ModelArtifact model) throws Exception {
        Likelihood likelihood = model.manifest().spec().likelihood();
        double[][] rows = rows(likelihood, model.manifest().spec().features());
        List<String> lines = run(model, rows);
        assertThat(lines.get(0)).isEqualTo("row,score,reconstruction,kl");
        assertThat(lines).hasSize(ROWS + 1);

        VaeSpec spec = model.manifest().spec();
        float[] inputs = shingles(model.manifest(), rows);
        Judge judge = Judge.of(model.manifest(), 1e-3);
        try (Scorer scorer = Scorers.create(spec, model.tensors(), ScorerChoice.JAVA)) {
            ElboTerms terms = scorer.score(inputs, ROWS);
            for (int row = 0; row < ROWS; row++) {
                Verdict verdict = judge.judge(terms, row, inputs);
                double tolerance =
                        1e-4 * (1 + sumOfMagnitudes(terms, row, inputs, spec.rowWidth()) + Math.abs(verdict.kl()));
                String[] cells = lines.get(row + 1).split(",", -1);
                assertThat(cells[0]).isEqualTo("" + row);
                assertThat(Double.parseDouble(cells[1])).isCloseTo(verdict.score(), within(tolerance));
                assertThat(Double.parseDouble(cells[2])).isCloseTo(verdict.reconstruction(), within(tolerance));
                assertThat(Double.parseDouble(cells[3])).isCloseTo(verdict.kl(), within(tolerance));
            }
        }
    }

    @Test
    void numpyRefusesAnAlteredByte() throws Exception {
        ModelArtifact model = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0), 1);
        byte[] bytes = ArtifactCodec.encode(model);
        bytes[bytes.length - 3] ^= 4;
        Path file = folder.resolve("altered.safetensors");
        Files.write(file, bytes);
        Path rows = folder.resolve("rows.csv");
        Files.writeString(rows, "feature_0,feature_1\n1,2\n");
        Path output = folder.resolve("output.txt");
        assertThat(start(file, rows, output)).isNotZero();
        assertThat(output).content().contains("altered or damaged");
    }

    @Test
    void theScriptWritesTheSameToItsStandardOutput() throws Exception {
        ModelArtifact model = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 5, 3, 16), 21);
        List<String> lines = run(model, rows(Likelihood.GAUSSIAN, 5));
        Path output = folder.resolve("output.txt");
        int exit = start(folder.resolve(MODEL), folder.resolve(TABLE), output);
        assertThat(exit).as(() -> contentOf(output)).isZero();
        assertThat(Files.readAllLines(output)).isEqualTo(lines);
    }

    private List<String> run(ModelArtifact model, double[][] rows) throws Exception {
        Path file = folder.resolve(MODEL);
        ModelStore.save(model, file);
        Path csv = folder.resolve(TABLE);
        Files.write(csv, csv(model.manifest(), rows));
        Path output = folder.resolve("scores.csv");
        numpy.score(file, csv, output);
        return Files.readAllLines(output);
    }

    private static int start(Path model, Path rows, Path output) throws Exception {
        Process process = new ProcessBuilder(python, script().toString(), model.toString(), rows.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("python3 took longer than two minutes");
        }
        return process.exitValue();
    }

    private static Path script() throws URISyntaxException {
        return Path.of(NumpyAgreementTest.class.getResource("/score_numpy.py").toURI());
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Normal rows with some far outliers and some missing cells. */
    private static double[][] rows(Likelihood likelihood, int features) {
        SplittableRandom random = new SplittableRandom(77);
        boolean unit = likelihood == Likelihood.BERNOULLI;
        double[][] rows = new double[ROWS][features];
        for (double[] row : rows) {
            for (int f = 0; f < features; f++) {
                double spread = random.nextInt(25) == 0 ? 1e3 : 1;
                row[f] = unit ? random.nextDouble() : spread * random.nextGaussian();
                row[f] = random.nextInt(12) == 0 ? Double.NaN : row[f];
            }
        }
        Arrays.fill(rows[7], Double.NaN);
        return rows;
    }

    /** A table with the columns in another order than the model's, and one unknown column. */
    private static List<String> csv(Manifest manifest, double[][] rows) {
        List<String> names = manifest.featureNames();
        List<String> lines = new ArrayList<>();
        lines.add("spare,load,ts,kind,"
                + String.join(
                        ",", names.stream().sorted((a, b) -> b.compareTo(a)).toList()));
        for (int r = 0; r < rows.length; r++) {
            double[] row = rows[r];
            String[] condition = condition(r);
            StringBuilder line = new StringBuilder("text,")
                    .append(Objects.requireNonNullElse(condition[1], ""))
                    .append(',')
                    .append(timestampMillis(r))
                    .append(',')
                    .append(Objects.requireNonNullElse(condition[0], ""));
            for (int f = row.length - 1; f >= 0; f--) {
                line.append(',').append(Double.isNaN(row[f]) ? "" : Double.toString(row[f]));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The file as one series: [rows * inputDim], standardised; NaN before the first row. */
    private static float[] shingles(Manifest manifest, double[][] rows) {
        VaeSpec spec = manifest.spec();
        Conditions conditions = manifest.conditions();
        float[] inputs = new float[rows.length * spec.rowWidth()];
        SeriesState series = new SeriesState();
        for (int row = 0; row < rows.length; row++) {
            series.append(rows[row], row, spec.shingleLength(), null);
            int at = row * spec.rowWidth();
            series.shingle(manifest.scaler(), spec.shingleLength(), inputs, at);
            conditions.encode(condition(row), timestampMillis(row), inputs, at + spec.inputDim());
        }
        return inputs;
    }

    /** Kind and load: known, unseen and missing values. */
    private static String[] condition(int row) {
        String[] kinds = {"7", "db", "web", "7.0", "mail", null};
        String[] loads = {"0.5", "-3", "1e3", "none", null};
        return new String[] {kinds[row % kinds.length], loads[row % loads.length]};
    }

    /** Times across a change to summer time, more than a day in steps of 37 minutes. */
    private static long timestampMillis(int row) {
        return 1_774_720_000_000L + row * 2_220_000L;
    }

    private static double sumOfMagnitudes(ElboTerms terms, int row, float[] inputs, int width) {
        double sum = 0;
        for (int i = 0; i < terms.inputDim(); i++) {
            boolean missing = Float.isNaN(inputs[row * width + i]);
            sum += missing ? 0 : Math.abs(terms.nats()[row * terms.inputDim() + i]);
        }
        return sum;
    }
}
