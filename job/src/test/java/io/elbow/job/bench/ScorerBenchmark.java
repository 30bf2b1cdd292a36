// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import io.elbow.vae.Scorers;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The ELBO terms of one batch, by each scorer that {@code score.scorer} can name. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScorerBenchmark {
    /** Networks over 38 features. */
    public enum Network {
        /** The default of points: hidden 128-128, latent 32, four members of 4 draws each. */
        DEFAULT("default, 16 draws", BenchModels.HIDDEN, BenchModels.LATENT, BenchModels.DRAWS, BenchModels.MEMBERS),
        /** The same of one member that has all draws. */
        ONE_MEMBER("default, 1 x 16 draws", BenchModels.HIDDEN, BenchModels.LATENT, BenchModels.DRAWS, 1),
        /** The default scored by the posterior mean alone. */
        DEFAULT_MEAN("default, 0 draws", BenchModels.HIDDEN, BenchModels.LATENT, 0, 1),
        /** Hidden 64, latent 8, the posterior mean alone. */
        SMALL("38-64-8, 0 draws", List.of(64), 8, 0, 1);

        final String title;
        private final List<Integer> hidden;
        private final int latent;
        private final int draws;
        private final int members;

        Network(String title, List<Integer> hidden, int latent, int draws, int members) {
            this.title = title;
            this.hidden = hidden;
            this.latent = latent;
            this.draws = draws;
            this.members = members;
        }

        VaeSpec spec() {
            return BenchModels.spec(hidden, latent, draws, members);
        }
    }

    @Param
    public Network network;

    @Param
    public ScorerChoice scorer;

    @Param({"1", "16", "256"})
    public int batch;

    private Scorer scoring;
    private float[] rows;

    @Setup
    public void makeScorer() {
        VaeSpec spec = network.spec();
        Map<String, Tensor> tensors = BenchModels.tensors(spec);
        scoring = Scorers.create(spec, tensors, scorer);
        SplittableRandom random = new SplittableRandom(1);
        rows = new float[batch * spec.inputDim()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
    }

    @TearDown
    public void closeScorer() {
        scoring.close();
    }

    @Benchmark
    public ElboTerms score() {
        return scoring.score(rows, batch);
    }
}
